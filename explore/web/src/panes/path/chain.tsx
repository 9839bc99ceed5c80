import type { NodeSummary } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count, counted } from "@discogsography/web/format";
import { ArrowRight } from "lucide-react";
import { type EntityType, keyOf, shownName, TYPE_NAMES } from "../../app/entity";
import { entityHref } from "../../app/links";
import { TypeMark } from "../../app/type_mark";
import styles from "./chain.module.css";
import { entityOf, relationOf, type Way } from "./model";

interface ChainProps {
  readonly way: Way;
  /** The chosen place, counted from 0. */
  readonly step: number;
  readonly hovered: string | undefined;
  readonly summaries: ReadonlyMap<string, NodeSummary>;
  readonly onStep: (step: number) => void;
  readonly onHover: (key: string | undefined) => void;
}

/** What a weight counts, by type. */
const WEIGHT_WORDS: Readonly<Partial<Record<EntityType, string>>> = { master: "version", person: "credit" };

const isWork = (type: EntityType): boolean => type === "release" || type === "master";

const factsOf = (type: EntityType, year: number | null | undefined, summary: NodeSummary | undefined): readonly string[] => {
  const facts = isWork(type) ? [year ? String(year) : "undated"] : [TYPE_NAMES[type][0].toLowerCase()];
  if (summary === undefined || type === "release") return facts;
  const word = WEIGHT_WORDS[type] ?? "release";
  return [...facts, counted(summary.weight, word)];
};

/** A way as a row of cards, from left to right or downwards where there is no room; what each line states stands between them. */
export const Chain = ({ way, step, hovered, summaries, onStep, onHover }: ChainProps) => (
  <ol className={styles.chain} data-testid="path-chain">
    {way.map((each, at) => {
      const entity = entityOf(each);
      const key = entity === undefined ? `${each.type}:${each.id}` : keyOf(entity);
      const summary = summaries.get(key);
      const isEnd = at === 0 || at === way.length - 1;
      return (
        <li key={`${at} ${key}`} className={styles.link}>
          {at > 0 && (
            <span className={styles.relation} data-testid="path-relation">
              <span>{relationOf(each)}</span>
              <ArrowRight size={14} aria-hidden className={styles.arrow} />
            </span>
          )}
          <a
            href={entity === undefined ? undefined : entityHref(entity)}
            className={classes(styles.card, isEnd && styles.end, at === step && styles.chosen, key === hovered && styles.hovered)}
            aria-current={at === step ? "step" : undefined}
            data-testid="path-card"
            onFocus={() => onStep(at)}
            onPointerEnter={() => onHover(key)}
            onPointerLeave={() => onHover(undefined)}
          >
            <span className={styles.name}>
              {entity !== undefined && <TypeMark type={entity.type} size={14} />}
              <bdi className={styles.text} title={each.name}>
                {shownName(each.name)}
              </bdi>
            </span>
            <span className={styles.facts}>
              {entity !== undefined && isWork(entity.type) && <VisuallyHidden>{TYPE_NAMES[entity.type][0]}, </VisuallyHidden>}
              {entity === undefined ? each.type : factsOf(entity.type, each.year, summary).join(" · ")}
              {summary?.catalog_number && (
                <>
                  {" · "}
                  <bdi className="mono">{summary.catalog_number}</bdi>
                </>
              )}
              {isEnd && (at === 0 ? " · start" : " · end")}
            </span>
          </a>
        </li>
      );
    })}
  </ol>
);

/** `4 hops`; a chain of one is none. */
export const hops = (way: Way): string => `${count(way.length - 1)} ${way.length === 2 ? "hop" : "hops"}`;
