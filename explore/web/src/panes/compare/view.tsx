import { hooks } from "@discogsography/web/api/client";
import type { ComparisonOfArtists, ComparisonOfLabels } from "@discogsography/web/api/schema.gen";
import { LinkButton } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { Route } from "lucide-react";
import { useEffect } from "react";
import { checked } from "../../app/checked";
import { href, navigate, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { PANE_TITLES } from "../../app/panes";
import { rememberName } from "../../app/use_nodes";
import { InCommon } from "./common";
import styles from "./compare.module.css";
import { Dna } from "./dna";
import { Heads } from "./heads";
import { comparedOf, formatSides, type Kind, parseSides, type Sides } from "./model";
import { SameRecord } from "./same_record";
import { Shares } from "./shares";
import { MirroredYears } from "./years";

const KINDS: readonly { readonly value: Kind; readonly title: string }[] = [
  { value: "artists", title: "Artists" },
  { value: "labels", title: "Labels" },
];

export type Comparison = ComparisonOfArtists | ComparisonOfLabels;
type Whole = Sides & { readonly a: string; readonly b: string };
const isComparison = checked<Comparison>(
  (data) => comparedOf(data) !== undefined && data.styles.length >= 0 && data.similarities.length >= 0,
);

export const Pane = () => {
  const sides = parseSides(useParams());
  const { kind, a, b } = sides;
  const type = kind === "artists" ? "artist" : "label";
  const isWhole = a !== undefined && b !== undefined && a !== b;
  return (
    <PaneFrame
      title={PANE_TITLES.compare}
      lead={`Two ${kind} side by side: what they share, where they part, and when.`}
      actions={
        <>
          <Segmented
            label="What to compare"
            value={kind}
            options={KINDS}
            onChange={(next) => navigate(formatSides({ kind: next, a: undefined, b: undefined }))}
          />
          {isWhole && (
            <LinkButton icon={Route} href={href({ pane: "path", from: `${type}:${a}`, to: `${type}:${b}` })}>
              Path
            </LinkButton>
          )}
        </>
      }
    >
      {isWhole ? (
        <Compared sides={{ kind, a, b }} />
      ) : (
        <>
          <Heads sides={sides} compared={undefined} />
          {a !== undefined && a === b ? (
            <StateBlock kind="empty" title="Both sides are the same" text={`Choose another ${type} for one of them.`} />
          ) : (
            <StateBlock
              kind="empty"
              title={`Choose two ${kind}`}
              text={`The comparison shows the years of both, their styles, and the ${kind === "artists" ? "labels, people and records" : "artists, people and records"} that they share.`}
            />
          )}
        </>
      )}
    </PaneFrame>
  );
};

const useComparison = ({ kind, a, b }: Whole) => {
  const params = { params: { query: { ids: `${a},${b}` } } };
  const artists = hooks.useQuery("get", "/api/compare/artists", params, { enabled: kind === "artists", select: isComparison });
  const labels = hooks.useQuery("get", "/api/compare/labels", params, { enabled: kind === "labels", select: isComparison });
  return kind === "artists" ? artists : labels;
};

const Compared = ({ sides }: { readonly sides: Whole }) => {
  const query = useComparison(sides);
  const compared = query.data === undefined ? undefined : comparedOf(query.data);
  const type = sides.kind === "artists" ? "artist" : "label";
  useEffect(() => {
    for (const side of compared ?? []) rememberName({ type, id: side.id, name: side.name ?? "" });
  }, [compared, type]);
  return (
    <>
      <Heads sides={sides} compared={compared} />
      <div>
        <Reply of={query} skeleton={<ResultSkeleton />} safe="Both choices are kept.">
          {(data) => <Results data={data} sides={sides} />}
        </Reply>
      </div>
    </>
  );
};

const Results = ({ data, sides }: { readonly data: Comparison; readonly sides: Whole }) => {
  const compared = comparedOf(data);
  if (compared === undefined) return null;
  const names = [compared[0].name ?? compared[0].id, compared[1].name ?? compared[1].id] as const;
  return (
    <div className={styles.grid}>
      <MirroredYears a={compared[0]} b={compared[1]} names={names} />
      <Shares styles={data.styles} genres={data.genres} names={names} />
      <InCommon data={data} names={names} />
      <SameRecord data={data} sides={sides} names={names} />
      {sides.kind === "labels" && <Dna sides={sides} names={names} />}
    </div>
  );
};

const ResultSkeleton = () => (
  <div className={styles.grid}>
    {[300, 300, 340, 340].map((height, at) => (
      <div key={at} className={styles.half}>
        <Skeleton height={height} />
      </div>
    ))}
  </div>
);
