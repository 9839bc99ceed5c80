import { Chip } from "@discogsography/web/controls/chip";
import { type EntityType, TYPE_NAMES } from "../../app/entity";
import { TypeMark } from "../../app/type_mark";
import { CATALOGUE, NAMES, type Search, withChange } from "./model";
import { useCounts, useNames } from "./queries";
import styles from "./search.module.css";

const ORDER: readonly EntityType[] = ["artist", "label", "master", "release", ...NAMES];

/** One type at a time, or all that Discogs has records of; a type without hits goes, unless it is the chosen one. */
export const Types = ({ search, onChange }: { readonly search: Search; readonly onChange: (search: Search) => void }) => {
  const records = useCounts(search, "types")?.type;
  const names = useNames(search).data?.facets.type;
  const counts: Readonly<Record<string, number>> = { ...names, ...pick(records, CATALOGUE) };
  const isOn = (type: EntityType): boolean => search.types.includes(type);
  const all = CATALOGUE.reduce((sum, type) => sum + (counts[type] ?? 0), 0);
  const choose = (types: readonly EntityType[]): void => onChange(withChange(search, { types }));
  return (
    <fieldset aria-label="Types" className={styles.types}>
      <Chip isOn={search.types.length === 0} onToggle={() => choose([])} count={records && all}>
        Everything
      </Chip>
      {ORDER.filter((type) => isOn(type) || (counts[type] ?? 0) > 0).map((type) => (
        <Chip
          key={type}
          mark={<TypeMark type={type} />}
          isOn={isOn(type)}
          onToggle={() => choose(isOn(type) ? [] : [type])}
          count={counts[type]}
        >
          {TYPE_NAMES[type][1]}
        </Chip>
      ))}
    </fieldset>
  );
};

const pick = (counts: Readonly<Record<string, number>> | undefined, types: readonly EntityType[]): Readonly<Record<string, number>> =>
  Object.fromEntries(types.flatMap((type) => (counts?.[type] === undefined ? [] : [[type, counts[type]]])));
