import type { ComparisonOfArtists } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { Card } from "@discogsography/web/controls/card";
import { Segmented } from "@discogsography/web/controls/segmented";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { percent } from "@discogsography/web/format";
import type { ReactNode } from "react";
import { EntityLink } from "../../app/entity_link";
import { change, useParams } from "../../app/location";
import styles from "./compare.module.css";
import { type ShareRow, shareRows } from "./model";

type Tags = ComparisonOfArtists["styles"];

interface SharesProps {
  readonly styles: Tags;
  readonly genres: Tags;
  readonly names: readonly [string, string];
}

/** What part of each one's releases has a style or genre. */
export const Shares = ({ styles: ofStyles, genres, names }: SharesProps) => {
  const shown = useParams().shares === "genres" ? "genres" : "styles";
  const type = shown === "genres" ? "genre" : "style";
  const rows = shareRows(shown === "genres" ? genres : ofStyles);
  return (
    <Card
      title={shown === "genres" ? "Genres" : "Styles"}
      aside={
        <Segmented
          label="What is compared"
          value={shown}
          onChange={(next) => change({ shares: next === "genres" ? next : undefined }, "replace")}
          options={[
            { value: "styles", title: "Styles" },
            { value: "genres", title: "Genres" },
          ]}
        />
      }
      className={styles.half}
    >
      {rows.length === 0 ? (
        <StateBlock kind="empty" title={`No ${shown}`} text={`The releases of neither side name a ${type}.`} isCompact />
      ) : (
        <>
          <ShareBars
            caption={`Share of each one’s releases by ${type}`}
            rows={rows}
            names={names}
            name={(row) => <EntityLink entity={{ type, id: row.name, name: row.name }} />}
          />
          <p className={styles.note}>share of each one’s releases; a release may have several</p>
        </>
      )}
    </Card>
  );
};

interface ShareBarsProps {
  readonly caption: string;
  readonly rows: readonly ShareRow[];
  readonly names: readonly [string, string];
  readonly name?: (row: ShareRow) => ReactNode;
}

/** Shares of both, outwards from their names, on one scale from zero. It is a table, drawn. */
export const ShareBars = ({ caption, rows, names, name }: ShareBarsProps) => {
  const most = Math.max(0.01, ...rows.flatMap((row) => [row.a, row.b]));
  const bar = (share: number, fill: string | undefined) => (
    <span className={styles.track} aria-hidden>
      <span className={classes(styles.share, fill)} style={{ width: `${(share / most) * 100}%` }} />
    </span>
  );
  return (
    <table className={styles.shares}>
      <caption>
        <VisuallyHidden>{caption}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col" className={styles.inA}>
            <VisuallyHidden>{names[0]}</VisuallyHidden>
          </th>
          <th scope="col">
            <VisuallyHidden>Name</VisuallyHidden>
          </th>
          <th scope="col" className={styles.inB}>
            <VisuallyHidden>{names[1]}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.name}>
            <td>
              <span className={classes(styles.cell, styles.left)}>
                <span className={classes(styles.percent, row.a >= row.b && styles.more)}>{percent(row.a)}</span>
                {bar(row.a, styles.fillA)}
              </span>
            </td>
            <th scope="row">{name?.(row) ?? <bdi>{row.name}</bdi>}</th>
            <td>
              <span className={styles.cell}>
                {bar(row.b, styles.fillB)}
                <span className={classes(styles.percent, row.b >= row.a && styles.more)}>{percent(row.b)}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
