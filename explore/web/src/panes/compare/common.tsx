import { Card } from "@discogsography/web/controls/card";
import { Badge } from "@discogsography/web/controls/chip";
import { Table } from "@discogsography/web/controls/table";
import { count, counted, score } from "@discogsography/web/format";
import type { EntityRef } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { TypeMark } from "../../app/type_mark";
import styles from "./compare.module.css";
import { type Common, circles, commonOf, reasonWords, short } from "./model";
import type { Comparison } from "./view";

interface CommonProps {
  readonly data: Comparison;
  readonly names: readonly [string, string];
}

/** Labels or artists and people that both have to do with, and how alike both are. */
export const InCommon = ({ data, names }: CommonProps) => {
  const common = commonOf(data);
  const [similarity] = data.similarities;
  return (
    <Card
      title="In common"
      aside={
        similarity !== undefined && (
          <Badge tone="computed" hasDot={false}>
            similarity {score(similarity.similarity)}
          </Badge>
        )
      }
      className={styles.half}
    >
      <div className={styles.venn}>
        <Venn common={common} names={names} />
        <div>
          <p className={styles.strong}>{common.shared === 0 ? "No shared neighbours" : counted(common.shared, "shared neighbour")}</p>
          <p>
            of {count(common.total)} people and {common.word}s
          </p>
          <p className={styles.note}>
            {counted(common.thingCount, common.word)}, {counted(common.peopleCount, "person", "people")}
          </p>
        </div>
      </div>
      {similarity !== undefined && similarity.reasons.length > 0 && (
        <ul className={styles.reasons} aria-label="Why both are alike">
          {similarity.reasons.map((reason) => (
            <li key={reason.kind}>
              <span className={styles.strong}>{reasonWords(reason.kind, reason.count)}</span>
              {reason.names.length > 0 && (
                <span className={styles.dim}>
                  {" "}
                  <bdi>{reason.names.join(", ")}</bdi>
                  {reason.count > reason.names.length && " …"}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.tables}>
        {common.things.length > 0 && <Things common={common} names={names} />}
        {common.people.length > 0 && <People common={common} names={names} />}
      </div>
    </Card>
  );
};

const figure = (value: number | undefined, side: "a" | "b") => (
  <span className={side === "a" ? styles.inA : styles.inB}>
    <span className="mono">{count(value)}</span>
  </span>
);

/** A link with its mark that wraps, as cells of a table need it. */
const Named = ({ entity }: { readonly entity: EntityRef }) => (
  <span className={styles.named}>
    <TypeMark type={entity.type} />
    <EntityLink entity={entity} />
  </span>
);

const SHOWN = 12;
const more = (shown: number, total: number) => total > shown && <p className={styles.note}>and {count(total - shown)} more</p>;

const Things = ({ common, names }: { readonly common: Common; readonly names: readonly [string, string] }) => (
  <div>
    <Table
      caption={common.word === "label" ? "Labels of both, with releases of each" : "Artists of both, with releases of each"}
      keyOf={(row) => row.id}
      rows={common.things.slice(0, SHOWN)}
      columns={[
        {
          id: "name",
          title: common.word === "label" ? "Labels" : "Artists",
          isWide: true,
          cell: (row) => <Named entity={{ type: common.word, id: row.id, name: row.name ?? row.id }} />,
        },
        { id: "a", title: short(names[0], 10), align: "end", cell: (row) => figure(row.counts[0], "a") },
        { id: "b", title: short(names[1], 10), align: "end", cell: (row) => figure(row.counts[1], "b") },
      ]}
    />
    {more(SHOWN, common.thingCount)}
  </div>
);

const People = ({ common, names }: { readonly common: Common; readonly names: readonly [string, string] }) => (
  <div>
    <Table
      caption="People credited with both, with releases of each"
      keyOf={(row) => row.name}
      rows={common.people.slice(0, SHOWN)}
      columns={[
        {
          id: "name",
          title: "People",
          isWide: true,
          cell: (row) => (
            <>
              <Named entity={{ type: "person", id: row.name, name: row.name }} />
              <span className={styles.roles}>
                <bdi>{[...new Set(row.roles.flat())].slice(0, 4).join(", ")}</bdi>
              </span>
            </>
          ),
        },
        { id: "a", title: short(names[0], 10), align: "end", cell: (row) => figure(row.counts[0], "a") },
        { id: "b", title: short(names[1], 10), align: "end", cell: (row) => figure(row.counts[1], "b") },
      ]}
    />
    {more(SHOWN, common.peopleCount)}
  </div>
);

const HEIGHT = 120;
const RADIUS = 56;

/** Two circles, sized by neighbours; what they share, they overlap by. */
const Venn = ({ common, names }: { readonly common: Common; readonly names: readonly [string, string] }) => {
  const { ra, rb, distance } = circles(common.ofA, common.ofB, common.shared);
  const [r, s, d] = [ra * RADIUS, rb * RADIUS, distance * RADIUS];
  const left = Math.min(0, d - s + r);
  const width = Math.max(2 * r, r + d + s) - left + 4;
  const [xa, xb, y] = [r + 2 - left, r + d + 2 - left, HEIGHT / 2];
  const onlyA = common.ofA - common.shared;
  const onlyB = common.ofB - common.shared;
  // Numbers stand in the middle of what they count, as far as there is room for them.
  const place = (low: number, high: number): number => (low + high) / 2;
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      className={styles.circles}
      role="img"
      aria-label={`${count(onlyA)} neighbours of ${names[0]} alone, ${count(common.shared)} of both, ${count(onlyB)} of ${names[1]} alone`}
    >
      <circle cx={xa} cy={y} r={r} className={styles.circleA} />
      <circle cx={xb} cy={y} r={s} className={styles.circleB} />
      <text x={place(xa - r, Math.min(xb - s, xa + r))} y={y}>
        {onlyA > 0 && count(onlyA)}
      </text>
      <text x={place(Math.max(xb - s, xa - r), Math.min(xa + r, xb + s))} y={y}>
        {common.shared > 0 && count(common.shared)}
      </text>
      <text x={place(Math.max(xa + r, xb - s), xb + s)} y={y}>
        {onlyB > 0 && count(onlyB)}
      </text>
    </svg>
  );
};
