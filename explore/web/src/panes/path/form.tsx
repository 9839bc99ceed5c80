import { Button, IconButton } from "@discogsography/web/controls/button";
import { Chip } from "@discogsography/web/controls/chip";
import { Disclosure } from "@discogsography/web/controls/disclosure";
import { NumberField, Select } from "@discogsography/web/controls/field";
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { useActions } from "../../app/actions";
import { ENTITY_TYPES, type EntityRef, type EntityType, keyOf, shownName } from "../../app/entity";
import { EntityPicker } from "../../app/entity_picker";
import { currentParams, navigate } from "../../app/location";
import { TypeMark } from "../../app/type_mark";
import { named, rememberName, useNodes } from "../../app/use_nodes";
import styles from "./form.module.css";
import {
  END_TYPES,
  formatQuestion,
  type Key,
  MOST_AVOIDED,
  MOST_DEPTH,
  MOST_VIA,
  type PathQuestion,
  parseQuestion,
  sameKey,
  swapped,
} from "./model";

const DEPTHS = Array.from({ length: MOST_DEPTH }, (_, at) => ({ value: String(at + 1), title: at === 0 ? "1 hop" : `${at + 1} hops` }));

const ask = (patch: Partial<PathQuestion>, how: "push" | "replace" = "push"): void =>
  navigate(formatQuestion({ ...parseQuestion(currentParams()), ...patch }), how);

const swap = (): void => navigate(formatQuestion(swapped(parseQuestion(currentParams()))));
const ACTIONS = [{ id: "path.swap", title: "Swap both ends", group: "Find path", keys: "x", run: swap }];

/** Both ends, and what lies between them. Each choice is in the address at once, and a question with both ends is asked at once. */
export const PathForm = ({ question }: { readonly question: PathQuestion }) => {
  const { from, to, via, avoid } = question;
  const nodes = useNodes([...[from, to].filter((key) => key !== undefined), ...via, ...avoid]);
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  useActions(ACTIONS);

  /** What was typed is chosen by the fields themselves; what is left is an end that is missing, or the same question once more. */
  const connect = (event: FormEvent): void => {
    event.preventDefault();
    const missing = from === undefined ? 0 : to === undefined ? 1 : undefined;
    if (missing !== undefined) form.current?.querySelectorAll<HTMLInputElement>("input[role=combobox]")[missing]?.focus();
    else void queries.invalidateQueries({ queryKey: ["get", "/api/path"] });
  };

  return (
    <form ref={form} className={styles.form} onSubmit={connect} aria-label="Path">
      <div className={styles.ends}>
        <EndPicker label="From" value={from} nodes={nodes} onPick={(entity) => ask({ from: entity })} />
        <div className={styles.swap}>
          <IconButton label="Swap both ends" icon={ArrowLeftRight} keys="x" onClick={swap} />
        </div>
        <EndPicker label="To" value={to} nodes={nodes} onPick={(entity) => ask({ to: entity })} />
        <Button type="submit" variant="primary" className={styles.connect}>
          Connect
        </Button>
      </div>
      <div className={styles.options}>
        <Chip isOn={question.credits} onToggle={() => ask({ credits: !question.credits })} mark={<TypeMark type="person" size={13} />}>
          Walk through credits
        </Chip>
        <Places title="via" keys={via} nodes={nodes} onChange={(keys) => ask({ via: keys })} />
        <Places title="not via" keys={avoid} nodes={nodes} onChange={(keys) => ask({ avoid: keys })} />
        <div className={styles.rest}>
          <Disclosure
            title="Years and places on the way"
            isOpenAtFirst={via.length + avoid.length > 0 || question.yearFrom !== undefined || question.yearTo !== undefined}
          >
            <div className={styles.more}>
              <YearFields question={question} />
              <PlacePicker label="Pass through" keys={via} most={MOST_VIA} onAdd={(entity) => ask({ via: [...via, entity] })} />
              <PlacePicker label="Avoid" keys={avoid} most={MOST_AVOIDED} onAdd={(entity) => ask({ avoid: [...avoid, entity] })} />
            </div>
          </Disclosure>
        </div>
        <span className={styles.fill} />
        <span className={styles.caption} aria-hidden>
          at most
        </span>
        <Select
          label="At most"
          isLabelHidden
          value={String(question.depth)}
          options={DEPTHS}
          onChange={(depth) => ask({ depth: Number(depth) })}
        />
      </div>
    </form>
  );
};

interface EndProps {
  readonly label: string;
  readonly value: Key | undefined;
  readonly nodes: Parameters<typeof named>[1];
  readonly onPick: (entity: EntityRef) => void;
}

const EndPicker = ({ label, value, nodes, onPick }: EndProps) => {
  const [chosen, setChosen] = useState<EntityType>();
  const type = chosen ?? value?.type ?? "artist";
  return (
    <EntityPicker
      label={label}
      type={type}
      onType={setChosen}
      types={END_TYPES}
      value={value && (chosen === undefined || chosen === value.type) ? named(value, nodes) : undefined}
      onPick={(entity) => {
        rememberName(entity);
        setChosen(undefined);
        onPick(entity);
      }}
      placeholder="Type a name"
    />
  );
};

const Places = ({
  title,
  keys,
  nodes,
  onChange,
}: {
  readonly title: string;
  readonly keys: readonly Key[];
  readonly nodes: EndProps["nodes"];
  readonly onChange: (keys: readonly Key[]) => void;
}) =>
  keys.map((key) => {
    const name = shownName(named(key, nodes).name);
    return (
      <Chip
        key={keyOf(key)}
        isOn
        mark={<TypeMark type={key.type} size={13} />}
        removeLabel={`${title} ${name}`}
        onRemove={() => onChange(keys.filter((each) => !sameKey(each, key)))}
      >
        {title} <bdi>{name}</bdi>
      </Chip>
    );
  });

const PlacePicker = ({
  label,
  keys,
  most,
  onAdd,
}: {
  readonly label: string;
  readonly keys: readonly Key[];
  readonly most: number;
  readonly onAdd: (entity: EntityRef) => void;
}) => {
  const [type, setType] = useState<EntityType>("artist");
  if (keys.length >= most) return null;
  const add = (entity: EntityRef): void => {
    rememberName(entity);
    if (!keys.some((key) => sameKey(key, entity))) onAdd(entity);
  };
  return <EntityPicker key={keys.length} label={label} type={type} onType={setType} types={ENTITY_TYPES} value={undefined} onPick={add} />;
};

const YearFields = ({ question }: { readonly question: PathQuestion }) => (
  <fieldset className={styles.years}>
    <legend className={styles.legend}>Years of the records</legend>
    <NumberField
      label="First year"
      isLabelHidden
      placeholder="from"
      min={1000}
      max={9999}
      value={question.yearFrom}
      onChange={(yearFrom) => ask({ yearFrom }, "replace")}
    />
    <span aria-hidden>–</span>
    <NumberField
      label="Last year"
      isLabelHidden
      placeholder="to"
      min={1000}
      max={9999}
      value={question.yearTo}
      onChange={(yearTo) => ask({ yearTo }, "replace")}
    />
  </fieldset>
);
