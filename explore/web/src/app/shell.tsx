import { classes } from "@discogsography/web/classes";
import { Announcer } from "@discogsography/web/controls/announcer";
import { SkipLink } from "@discogsography/web/controls/frame";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Tips } from "@discogsography/web/controls/tips";
import { Toasts } from "@discogsography/web/controls/toast";
import { followTheme } from "@discogsography/web/theme_choice";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useAskEnabled } from "./ask_status";
import { useBaseActions } from "./frame/base_actions";
import { Header } from "./frame/header";
import { MoreSheet } from "./frame/more_sheet";
import { OfflineBanner } from "./frame/offline_banner";
import { PaneBoundary } from "./frame/pane_boundary";
import { Rail, usePanes } from "./frame/rail";
import { useArrival } from "./frame/use_arrival";
import { useKeyboard } from "./keyboard";
import { isGraph, isStart, paneOf } from "./links";
import { followLinks, type Params, useParams } from "./location";
import { useOverlay } from "./overlay";
import { loadPane, PANE_TITLES, PANE_VIEWS, type PaneId } from "./panes";
import styles from "./shell.module.css";

// The start page stands in the explore pane, and comes without the graph.
const Start = lazy(async () => ({ default: (await import("../start")).StartPage }));
// What lies over the page is fetched when it is first opened.
const loadPalette = () => import("./palette/palette");
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const Help = lazy(async () => ({ default: (await import("./help/help")).Help }));
const AskPill = lazy(async () => ({ default: (await import("../panes/ask/pill")).AskPill }));
const Tour = lazy(async () => ({ default: (await import("../start/tour")).Tour }));

/** Keys are typed into the palette as soon as it is called, so it is there before; so is the graph, to which most ways lead. */
const useLaterParts = (): void =>
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([loadPalette(), loadPane("explore")]).catch(() => undefined), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
/** By then the page has drawn what it was opened for. */
const IDLE_MS = 1500;

/** Where one is, as far as arriving somewhere goes: another year or selection is the same place. */
const placeOf = (params: Params, pane: PaneId): string => {
  if (pane !== "explore") return pane;
  if (isStart(params)) return "start";
  return JSON.stringify([params.page ?? [params.type, params.id ?? params.name], params.snapshot]);
};

/** The page around the panes: header, navigation, the pane of the address, and what lies over it. */
export const Shell = () => {
  const params = useParams();
  const pane = paneOf(params);
  const panes = usePanes(pane);
  const main = useRef<HTMLElement>(null);
  const View = isStart(params) ? Start : PANE_VIEWS[pane];
  useEffect(followTheme, []);
  useEffect(() => followLinks(document), []);
  useLaterParts();
  useKeyboard();
  useBaseActions(panes);
  useArrival(main, placeOf(params, pane), PANE_TITLES[pane]);
  return (
    <>
      <SkipLink />
      {/* The start page and the search pane have a box of their own, in their middle. */}
      <Header hasSearch={!isStart(params) && pane !== "search"} />
      <div className={styles.body}>
        <Rail current={pane} />
        <main id="main" ref={main} tabIndex={-1} className={classes(styles.main, isGraph(params) && styles.fixed)}>
          <PaneBoundary key={isStart(params) ? "start" : pane} title={PANE_TITLES[pane]} place={JSON.stringify(params)}>
            <Suspense fallback={<PaneSkeleton />}>
              <div id={`${pane}Pane`} className={classes("pane active", styles.pane)}>
                <View />
              </div>
            </Suspense>
          </PaneBoundary>
        </main>
      </div>
      <OfflineBanner />
      <Ask />
      <Overlays panes={panes} current={pane} />
      <Toasts />
      <Tips />
      <Announcer />
    </>
  );
};

/** Ask beside every pane, where questions are answered. */
const Ask = () =>
  useAskEnabled() ? (
    <div id="nlqPillMount">
      <Suspense fallback={null}>
        <AskPill />
      </Suspense>
    </div>
  ) : null;

const Overlays = ({ panes, current }: { readonly panes: readonly PaneId[]; readonly current: PaneId }) => {
  const overlay = useOverlay();
  switch (overlay?.kind) {
    case undefined:
      return null;
    case "more":
      return <MoreSheet panes={panes} current={current} />;
    case "palette":
      return (
        <Suspense fallback={null}>
          <Palette />
        </Suspense>
      );
    case "help":
      return (
        <Suspense fallback={null}>
          <Help topic={overlay.topic} />
        </Suspense>
      );
    case "tour":
      return (
        <Suspense fallback={null}>
          <Tour />
        </Suspense>
      );
  }
};

const PaneSkeleton = () => (
  <div className={styles.skeleton} aria-busy="true">
    <Skeleton height={30} width={200} />
    <Skeleton height={160} />
    <Skeleton lines={4} />
  </div>
);
