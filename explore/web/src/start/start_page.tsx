import { hooks } from "@discogsography/web/api/client";
import type { Start } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { Button, LinkButton } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { keepPreviousData } from "@tanstack/react-query";
import { Play, Route, Shuffle, Sparkles } from "lucide-react";
import { useMemo } from "react";
import { type Action, useActions } from "../app/actions";
import { useAsk } from "../app/ask_status";
import { checked } from "../app/checked";
import { keyOf } from "../app/entity";
import { GlobalSearch } from "../app/frame/global_search";
import { startTour } from "../app/help";
import { openEntity } from "../app/links";
import { useParams } from "../app/location";
import { useMedia } from "../app/use_media";
import { useTitle } from "../app/use_title";
import { Doors } from "./doors";
import { useDraw } from "./draw";
import { Foot } from "./foot";
import { Gem } from "./gem";
import { surpriseOf, toEntity } from "./model";
import { Sky } from "./sky";
import styles from "./start_page.module.css";
import { isTourDone } from "./tour_model";
import { Years } from "./years";

const looksRight = checked<Start>(
  (start) => [start.doors, start.years, start.dumps].every(Array.isArray) && typeof start.counts.artists === "number",
);

/** Where surprises led since the page was loaded. */
const visited: string[] = [];

/** The first page: a box for a name, and doors for who has none in mind. */
export const StartPage = () => {
  useTitle(undefined);
  const { year } = useParams();
  const [draw, nextDraw] = useDraw();
  const start = hooks.useQuery("get", "/api/explore/start", draw === 0 ? {} : { params: { query: { draw } } }, {
    select: looksRight,
    placeholderData: keepPreviousData,
  });
  // A phone would open its keyboard over the page.
  const hasKeyboard = useMedia("(pointer: fine)");
  return (
    <div className={styles.start}>
      <Sky />
      <section className={styles.hero} aria-labelledby="startTitle" id="graphPlaceholder">
        <h1 id="startTitle" tabIndex={-1}>
          Every record knows another&nbsp;one.
        </h1>
        <p className={styles.lead}>
          Type a name and see the music around it: who made it, who pressed it, who else was in the room. Then walk.
        </p>
        <GlobalSearch look="hero" hasFocusAtOnce={hasKeyboard} />
        <Ways start={start.data} />
      </section>
      <div className={styles.rest}>
        <Reply of={start} skeleton={<Waiting />} isEmpty={isEmpty} empty={<EmptyCatalogue />} safe="The search works without it.">
          {(data) => (
            <>
              <Doors doors={data.doors} year={year} draw={draw} onOthers={nextDraw} isLeaving={start.isPlaceholderData} />
              <div className={styles.pair}>
                <Years years={data.years} chosen={year} />
                {data.hidden_gem && <Gem gem={data.hidden_gem} />}
              </div>
            </>
          )}
        </Reply>
      </div>
      <Foot start={start.data} />
    </div>
  );
};

/** Other ways in than a name. */
const Ways = ({ start }: { readonly start: Start | undefined }) => {
  const canAsk = useAsk();
  const canSurprise = start !== undefined && surpriseOf(start, [], 0) !== undefined;
  const actions = useMemo<readonly Action[]>(
    () => [
      {
        id: "start.surprise",
        title: "Surprise me",
        group: "Start",
        icon: Shuffle,
        keys: "s",
        unavailable: canSurprise ? undefined : "the doors are not loaded yet",
        run: () => surprise(start),
      },
    ],
    [start, canSurprise],
  );
  useActions(actions);
  return (
    // Unseen until it is certain what stands in the row, so that nothing in it moves.
    <div className={classes(styles.ways, canAsk === undefined && styles.unplaced)}>
      <Button
        variant="secondary"
        size="small"
        icon={Shuffle}
        id="surpriseButton"
        aria-disabled={!canSurprise}
        onClick={() => surprise(start)}
      >
        Surprise me
      </Button>
      <LinkButton size="small" icon={Route} href="/?pane=path">
        Find a path
      </LinkButton>
      {canAsk && (
        <LinkButton size="small" icon={Sparkles} href="/?pane=ask">
          Ask a question
        </LinkButton>
      )}
      {!isTourDone() && (
        <Button size="small" icon={Play} onClick={startTour}>
          60-second tour
        </Button>
      )}
    </div>
  );
};

const surprise = (start: Start | undefined): void => {
  const door = start === undefined ? undefined : surpriseOf(start, visited, Math.random());
  if (door === undefined) return;
  const entity = toEntity(door);
  visited.push(keyOf(entity));
  openEntity(entity);
};

const isEmpty = (start: Start): boolean => start.doors.length === 0 && start.years.length === 0;

const EmptyCatalogue = () => (
  <StateBlock
    kind="empty"
    title="The catalogue is empty"
    text="Nothing is loaded yet. When the first records are imported, doors into them stand here."
    actions={<Button onClick={() => window.location.reload()}>Look again</Button>}
  />
);

/** Keeps the room that the doors, the years and the gem will take. */
const Waiting = () => (
  <div className={styles.waiting}>
    <Skeleton height={34} width={220} />
    <div className={styles.waitingDoors}>
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={112} />
      ))}
    </div>
    <Skeleton height={196} />
  </div>
);
