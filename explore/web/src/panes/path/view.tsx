import { ApiError, hooks } from "@discogsography/web/api/client";
import type { PathAnswer, Resolved } from "@discogsography/web/api/schema.gen";
import { announce } from "@discogsography/web/controls/announcer";
import { LinkButton } from "@discogsography/web/controls/button";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { checked } from "../../app/checked";
import { keyOf, shownName, TYPE_NAMES } from "../../app/entity";
import { change, href, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { PANE_TITLES } from "../../app/panes";
import { rememberName, useNodes } from "../../app/use_nodes";
import { Alternatives, WayTitle } from "./alternatives";
import { Chain, hops } from "./chain";
import { PathForm } from "./form";
import { Invitation } from "./invitation";
import {
  betweenOf,
  entityOf,
  formatQuestion,
  type Key,
  MOST_DEPTH,
  moved,
  type PathQuestion,
  type Place,
  parseQuestion,
  placeOf,
  placeParams,
  problemOf,
  queryOf,
  type Way,
} from "./model";
import styles from "./path.module.css";
import { Picture } from "./picture";

const isAnswer = checked<PathAnswer>(
  (data) => data.path.length > 0 === data.found && data.from.id !== undefined && data.to.id !== undefined,
);

type Complete = PathQuestion & { readonly from: Key; readonly to: Key };
const isComplete = (question: PathQuestion): question is Complete => problemOf(question) === undefined;

export const Pane = () => {
  const question = parseQuestion(useParams());
  return (
    <PaneFrame title={PANE_TITLES.path} lead="The shortest way from one name to another through shared records, people and labels.">
      <PathForm question={question} />
      {isComplete(question) ? (
        <Result question={question} />
      ) : question.from === undefined || question.to === undefined ? (
        <Invitation />
      ) : (
        <StateBlock kind="empty" title="This cannot be looked for" text={problemOf(question)} />
      )}
    </PaneFrame>
  );
};

const Result = ({ question }: { readonly question: Complete }) => {
  const query = hooks.useQuery("get", "/api/path", { params: { query: queryOf(question) } }, { select: isAnswer });
  const { data } = query;
  const error: unknown = query.error;
  useEffect(() => {
    if (data === undefined) return;
    for (const end of [data.from, data.to]) rememberName(end);
    announce(data.found ? `Path of ${hops(data.path)} found` : "No path found");
  }, [data]);
  if (error instanceof ApiError && data === undefined && (error.status === 504 || error.status === 400) && !query.isFetching) {
    return (
      <StateBlock
        kind="error"
        title={error.status === 504 ? "The search took too long" : "This cannot be looked for"}
        text={error.message}
        actions={<Wider question={question} canDeepen={false} />}
      />
    );
  }
  return (
    <Reply
      of={query}
      skeleton={<ResultSkeleton />}
      notFound={
        <StateBlock
          kind="not-found"
          title="Not in this catalogue"
          text={`${error instanceof ApiError ? error.message : ""}. Choose a name from the list that opens while you type.`}
        />
      }
      safe="Your question is kept as it was."
    >
      {(answer) => (answer.found ? <Found question={question} answer={answer} /> : <NoPath question={question} answer={answer} />)}
    </Reply>
  );
};

const ResultSkeleton = () => (
  <div className={styles.results}>
    <Skeleton height={24} width={220} />
    <Skeleton height={62} />
    <div className={styles.below}>
      <Skeleton height={440} />
      <Skeleton height={440} />
    </div>
  </div>
);

const Found = ({ question, answer }: { readonly question: Complete; readonly answer: PathAnswer }) => {
  const ways: readonly Way[] = [answer.path, ...(answer.alternatives ?? [])];
  const place = placeOf(useParams(), ways);
  const way = ways[place.alt] ?? answer.path;
  const [hovered, setHovered] = useState<string>();
  const summaries = useNodes(ways.flat().flatMap((step) => entityOf(step) ?? []));
  const results = useRef<HTMLDivElement>(null);

  const go = (next: Place, how: "push" | "replace"): void => change(placeParams(next), how);
  const keyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = moved(place, event.key, ways);
    if (next === undefined) return;
    event.preventDefault();
    go(next, "replace");
    // The focus goes where the eye does: to the row of another way, to the card of another step.
    const isWay = event.key === "ArrowUp" || event.key === "ArrowDown";
    requestAnimationFrame(() => {
      const target = isWay ? `[data-alt="${next.alt}"]` : `[data-testid="path-chain"] > li:nth-child(${next.step + 1}) > a`;
      results.current?.querySelector<HTMLElement>(target)?.focus({ preventScroll: !isWay });
    });
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows move between the links and buttons inside
    <div ref={results} className={styles.results} onKeyDown={keyDown}>
      <Namesakes question={question} answer={answer} />
      <div className={styles.head}>
        <h2>{hops(way)}</h2>
        <p className={styles.via}>
          <WayTitle way={way} />
        </p>
        {answer.truncated && <Badge tone="warn">perhaps not the shortest</Badge>}
      </div>
      {answer.truncated && (
        <p className={styles.honest} role="note">
          Something on the way is too large to be searched whole, so the search was cut there. A shorter path is not ruled out.
        </p>
      )}
      <Chain
        way={way}
        step={place.step}
        hovered={hovered}
        summaries={summaries}
        onStep={(step) => go({ alt: place.alt, step }, "replace")}
        onHover={setHovered}
      />
      <div className={styles.below}>
        <Picture
          ways={ways}
          place={place}
          hovered={hovered}
          summaries={summaries}
          onPlace={(next) => go(next, next.alt === place.alt ? "replace" : "push")}
          onHover={setHovered}
        />
        <Alternatives
          ways={ways}
          chosen={place.alt}
          onChoose={(alt) => go({ alt, step: 0 }, "push")}
          further={furtherOf(question, answer, way)}
        />
      </div>
    </div>
  );
};

/** Other questions that this answer leads to. */
const furtherOf = (question: Complete, { from, to }: PathAnswer, way: Way) => {
  const between = betweenOf(way).flatMap((step) => entityOf(step) ?? []);
  const avoid = between.slice(0, 2).map((entity) => ({
    href: href(formatQuestion({ ...question, avoid: [...question.avoid, entity] })),
    title: (
      <>
        Avoid <bdi>{shownName(entity.name)}</bdi>
      </>
    ),
  }));
  const kinds = from.type === to.type && (from.type === "artist" || from.type === "label") ? `${from.type}s` : undefined;
  const compare = { href: href({ pane: "compare", kind: kinds, ids: `${from.id},${to.id}` }), title: "Compare the two ends" };
  return kinds === undefined ? avoid : [...avoid, compare];
};

/** Says when a name meant one of several, and leads to the others. */
const Namesakes = ({ question, answer }: { readonly question: Complete; readonly answer: PathAnswer }) => {
  const shared = (["from", "to"] as const).filter((side) => (answer[side].alternatives ?? []).length > 0);
  return shared.map((side) => {
    const meant: Resolved = answer[side];
    return (
      <p key={side} className={styles.honest}>
        Several are called <bdi>{meant.name}</bdi>; this is the largest. Others:{" "}
        {(meant.alternatives ?? []).slice(0, 5).map((other) => (
          <a key={keyOf(other)} className={styles.other} href={href(formatQuestion({ ...question, [side]: other }))}>
            {TYPE_NAMES[other.type][0]} {other.id}
          </a>
        ))}
      </p>
    );
  });
};

const NoPath = ({ question, answer }: { readonly question: Complete; readonly answer: PathAnswer }) => (
  <StateBlock
    kind="empty"
    title={answer.truncated ? "No path found, though there may be one" : "There is no path"}
    text={
      <>
        <p>
          Between <bdi>{shownName(answer.from.name)}</bdi> and <bdi>{shownName(answer.to.name)}</bdi> there is no path of at most{" "}
          {question.depth} hops with these settings.
        </p>
        {answer.truncated && <p>Something was too large to be searched whole, so one is not ruled out.</p>}
      </>
    }
    actions={<Wider question={question} canDeepen />}
  />
);

/** Links to the same question with fewer limits. */
const Wider = ({ question, canDeepen }: { readonly question: Complete; readonly canDeepen: boolean }) => {
  const to = (patch: Partial<PathQuestion>): string => href(formatQuestion({ ...question, ...patch }));
  const hasYears = question.yearFrom !== undefined || question.yearTo !== undefined;
  return (
    <>
      {canDeepen && question.depth < MOST_DEPTH && <LinkButton href={to({ depth: MOST_DEPTH })}>Up to {MOST_DEPTH} hops</LinkButton>}
      {!canDeepen && question.depth > 2 && <LinkButton href={to({ depth: Math.min(question.depth - 2, 4) })}>Search fewer hops</LinkButton>}
      {canDeepen && !question.credits && <LinkButton href={to({ credits: true })}>Walk credits too</LinkButton>}
      {hasYears && <LinkButton href={to({ yearFrom: undefined, yearTo: undefined })}>Any year</LinkButton>}
      {question.via.length > 0 && <LinkButton href={to({ via: [] })}>Pass anything</LinkButton>}
      {question.avoid.length > 0 && <LinkButton href={to({ avoid: [] })}>Avoid nothing</LinkButton>}
    </>
  );
};
