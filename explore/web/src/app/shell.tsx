import { classes } from "@discogsography/web/classes";
import { Announcer } from "@discogsography/web/controls/announcer";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { Tips } from "@discogsography/web/controls/tips";
import { Toasts } from "@discogsography/web/controls/toast";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useBaseActions } from "./frame/base_actions";
import { Header } from "./frame/header";
import { MoreSheet } from "./frame/more_sheet";
import { OfflineBanner } from "./frame/offline_banner";
import { PaneBoundary } from "./frame/pane_boundary";
import { Rail, usePanes } from "./frame/rail";
import { useArrival } from "./frame/use_arrival";
import { useKeyboard } from "./keyboard";
import { isGraph, isStart } from "./links";
import { followLinks, type Params, useParams } from "./location";
import { useOverlay } from "./overlay";
import { isPane, PANE_TITLES, PANE_VIEWS, type PaneId } from "./panes";
import styles from "./shell.module.css";
import { followTheme } from "./theme";

// The start page stands in the explore pane, and comes without the graph.
const Start = lazy(async () => ({ default: (await import("../start")).StartPage }));
// What lies over the page is fetched when it is first opened.
const Palette = lazy(async () => ({ default: (await import("./palette/palette")).Palette }));
const Help = lazy(async () => ({ default: (await import("./help/help")).Help }));
const Tour = lazy(async () => ({ default: (await import("../start/tour")).Tour }));

/** Where one is, as far as arriving somewhere goes: another year or selection is the same place. */
const placeOf = (params: Params, pane: PaneId): string => {
  if (pane !== "explore") return pane;
  if (isStart(params)) return "start";
  return params.page ? `page ${params.page}` : "graph";
};

/** The page around the panes: header, navigation, the pane of the address, and what lies over it. */
export const Shell = () => {
  const params = useParams();
  const pane = isPane(params.pane) ? params.pane : "explore";
  const panes = usePanes(pane);
  const main = useRef<HTMLElement>(null);
  const View = isStart(params) ? Start : PANE_VIEWS[pane];
  useEffect(followTheme, []);
  useEffect(() => followLinks(document), []);
  useKeyboard();
  useBaseActions(panes);
  useArrival(main, placeOf(params, pane), PANE_TITLES[pane]);
  return (
    <>
      <a className={styles.skip} href="#main">
        Skip to content
      </a>
      <Header hasSearch={!isStart(params)} />
      <div className={styles.body}>
        <Rail current={pane} />
        <main id="main" ref={main} tabIndex={-1} className={classes(styles.main, isGraph(params) && styles.fixed)}>
          <PaneBoundary key={pane} title={PANE_TITLES[pane]} place={JSON.stringify(params)}>
            <Suspense fallback={<PaneSkeleton />}>
              <div id={`${pane}Pane`} className={classes("pane active", styles.pane)}>
                <View />
              </div>
            </Suspense>
          </PaneBoundary>
        </main>
      </div>
      <OfflineBanner />
      <Overlays panes={panes} current={pane} />
      <Toasts />
      <Tips />
      <Announcer />
    </>
  );
};

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
