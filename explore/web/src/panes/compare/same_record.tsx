import type { ComparedRelease } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { LinkButton } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Table } from "@discogsography/web/controls/table";
import { count, counted } from "@discogsography/web/format";
import { Route } from "lucide-react";
import { EntityLink } from "../../app/entity_link";
import { href } from "../../app/location";
import styles from "./compare.module.css";
import type { Sides } from "./model";
import type { Comparison } from "./view";

interface SameRecordProps {
  readonly data: Comparison;
  readonly sides: Sides;
  readonly names: readonly [string, string];
}

const rolesOf = (row: ComparedRelease, id: string | undefined): string =>
  (row.parts.find((part) => part.id === id)?.roles ?? []).filter((role) => role !== "artist" && role !== "label").join(", ");

/** Releases that both are on, and as what. */
export const SameRecord = ({ data, sides, names }: SameRecordProps) => {
  const rows = data.shared_releases;
  const total = data.shared_release_count;
  const type = sides.kind === "artists" ? "artist" : "label";
  return (
    <Card title="On the same record" aside={<span className={styles.note}>{counted(total, "release")}</span>} className={styles.half}>
      {rows.length === 0 ? (
        <StateBlock
          kind="empty"
          title="No record has both"
          text="They may still be a few steps apart."
          actions={
            <LinkButton size="small" icon={Route} href={href({ pane: "path", from: `${type}:${sides.a}`, to: `${type}:${sides.b}` })}>
              Find a path
            </LinkButton>
          }
          isCompact
        />
      ) : (
        <>
          <div className={styles.scroll}>
            <Table
              caption={`Releases of both ${names[0]} and ${names[1]}`}
              keyOf={(row) => row.id}
              rows={rows}
              nameColumn="title"
              columns={[
                {
                  id: "title",
                  title: "Release",
                  isWide: true,
                  cell: (row) => (
                    <>
                      <EntityLink entity={{ type: "release", id: row.id, name: row.title ?? row.id }} />
                      <Parts row={row} sides={sides} />
                    </>
                  ),
                },
                {
                  id: "catno",
                  title: "Cat. no.",
                  isSecondary: true,
                  cell: (row) => <bdi className={classes("mono", styles.catno)}>{row.catno ?? "–"}</bdi>,
                },
                { id: "year", title: "Year", align: "end", cell: (row) => <span className="mono">{row.year ?? "–"}</span> },
              ]}
            />
          </div>
          {total > rows.length && (
            <p className={styles.note}>
              the newest {count(rows.length)}; there are {count(total - rows.length)} more
            </p>
          )}
        </>
      )}
    </Card>
  );
};

const Parts = ({ row, sides }: { readonly row: ComparedRelease; readonly sides: Sides }) => {
  const [a, b] = [rolesOf(row, sides.a), rolesOf(row, sides.b)];
  if (a === "" && b === "") return null;
  return (
    <span className={styles.roles}>
      {a !== "" && <bdi className={styles.inA}>{a}</bdi>}
      {a !== "" && b !== "" && " · "}
      {b !== "" && <bdi className={styles.inB}>{b}</bdi>}
    </span>
  );
};
