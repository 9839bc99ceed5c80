import { classes } from "@discogsography/web/classes";
import { ContextMenu } from "@discogsography/web/controls/menu";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count } from "@discogsography/web/format";
import { useCallback, useMemo, useRef, useState } from "react";
import { type EntityRef, parseKey, shownName } from "../../app/entity";
import { useParams } from "../../app/location";
import { useMedia } from "../../app/use_media";
import { useTitle } from "../../app/use_title";
import { pinnedAs } from "../../graph/arrangement";
import { type Lens, lensKey } from "../../graph/lens";
import type { Session } from "../../graph/model";
import type { CanvasEvents, CanvasHandle, Point, Scene } from "../../graph/types";
import { Legend } from "./legend";
import { alsoOf, FIRST_YEAR, hideOf, isComparing, lastYear, selectionOf } from "./model";
import { Narrowing } from "./narrowing";
import { menuItems } from "./node_menu";
import { Outline } from "./outline";
import { Panel } from "./panel";
import { Problems } from "./problems";
import { NARROW, PHONE } from "./screens";
import { Stage } from "./stage";
import { Timeline, TimelineRoom } from "./timeline";
import { drawnTags, markers } from "./timeline_model";
import { PhoneToolbar, Toolbar } from "./toolbar";
import { TrailBar } from "./trail_bar";
import { useCommands } from "./use_commands";
import { useEmergence } from "./use_emergence";
import { useGraphActions } from "./use_graph_actions";
import { useOnly } from "./use_only";
import { centreKey, type Scenes, useScenes } from "./use_scenes";
import { useSelection } from "./use_selection";
import { useSwitches } from "./use_switches";
import { useTags, useTimeline, useYears } from "./use_timeline";
import type { Walk } from "./use_walk";
import { useWalking } from "./use_walking";
import styles from "./workspace.module.css";

/** Stands in until the years are known. */
const NO_BOUNDS = { first: FIRST_YEAR, last: lastYear() };

interface WorkspaceProps {
  readonly walk: Walk;
  readonly session: Session;
  readonly lens: Lens;
  /** Another centre is on its way: this picture stays until then. */
  readonly isLeaving: boolean;
  /** What the address puts beside the centre; undefined while it is being looked up. */
  readonly added: readonly EntityRef[] | undefined;
}

/** The picture of a walk as words for assistive technology. */
const labelOf = (session: Session, scenes: Scenes): string => {
  const pills = scenes.whole.nodes.flatMap(({ category }) => category ?? []);
  const [loaded, total] = pills.reduce(([a, b], pill) => [a + pill.loaded, b + pill.total], [0, 0]);
  return `Graph around ${session.centre.name}: ${pills.length} categories, ${count(loaded)} of ${count(total)} neighbours`;
};

interface NodeMenu {
  /** Node that it is about; undefined: the picture. */
  readonly key: string | undefined;
  readonly at: Point;
}

/** How many entities a picture has besides its centre. */
const neighbourCount = (scene: Scene | undefined): number =>
  scene?.nodes.filter(({ kind, isCentre }) => kind !== "category" && !isCentre).length ?? 0;

/** What the panel shows: the selection by the best name that is known, else the centre. */
const panelEntity = (session: Session, scenes: Scenes, one: string | undefined): EntityRef => {
  const key = parseKey(one);
  if (key === undefined) return session.centre;
  return { ...key, name: scenes.whole.nodes.find((node) => node.key === one)?.name ?? "" };
};

/** The graph page: outline, picture, timeline and panel around one walk. */
export const Workspace = ({ walk, session, lens, isLeaving, added }: WorkspaceProps) => {
  const params = useParams();
  const [isPhone, isNarrow] = [useMedia(PHONE), useMedia(NARROW)];
  const canvas = useRef<CanvasHandle | null>(null);
  const findField = useRef<HTMLInputElement | null>(null);
  const [query, setQuery] = useState("");
  const [hover, setHover] = useState<{ readonly key: string; readonly isInPicture: boolean }>();
  useTitle(shownName(session.centre.name));

  const hideText = params.hide;
  const hide = useMemo(() => hideOf({ hide: hideText }), [hideText]);
  const centre = centreKey(session);
  const selection = useSelection(selectionOf(params), centre);
  const { counts, bounds, isPending: areYearsPending } = useYears(session.centre);
  const timeline = useTimeline({ lens, isComparing: isComparing(params), bounds: bounds ?? NO_BOUNDS });
  const tags = useTags(bounds);
  // Between a change of the years and the question for them the picture is that of the years before.
  const isOfLens = lensKey(session.lens) === lensKey(lens);
  const emerging = useEmergence(tags, walk.plain, lens.kind === "until" ? lens.year : undefined, !walk.isLoading && isOfLens);
  const only = useOnly(walk, params.only);
  const scenes = useScenes({ session, hide, query, isPhone, selected: selection.one, emerging, only: only?.kept });
  const { state, switches, rest, setRest, closeOutline, showPanel, closePanel } = useSwitches({
    canvas,
    findField,
    isNarrow,
    play: bounds && timeline.play,
    compare: bounds && timeline.compare,
  });
  const commands = useCommands({ walk, scenes, selection, hide, canvas, showPanel });
  const [menu, setMenu] = useState<NodeMenu>();
  const openMenu = useCallback((key: string | undefined, at: Point) => setMenu({ key, at }), []);
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const walking = useWalking({ scenes, canvas, start: selection.one ?? centre, commands, onMenu: openMenu });

  const hovered = hover?.key ?? walking.current;
  const target = scenes.byKey.get(hovered ?? selection.one ?? centre ?? "");
  const targets = useMemo(
    () => (target === undefined ? [] : selection.all.has(target.key) ? [...selection.all] : [target.key]),
    [target, selection.all],
  );
  const [canUndo, canRedo] = [session.past.length > 0, session.future.length > 0];
  useGraphActions({ commands, switches, target, targets, canUndo, canRedo, hiddenCount: session.now.hidden.size });

  const hoverInWords = useCallback((key: string | undefined) => setHover(key === undefined ? undefined : { key, isInPicture: false }), []);
  const reveal = useCallback((key: string) => canvas.current?.reveal(key), []);
  const events: CanvasEvents = {
    onHover: (key) => setHover(key === undefined ? undefined : { key, isInPicture: true }),
    onOpen: (key) => (session.categories.has(key) ? commands.open(key) : commands.centreOn(key)),
    onSelect: (keys, how) => {
      const [only] = keys;
      if (how === "add" || keys.length > 1) selection.chooseAll(keys, how);
      else if (only === undefined) selection.choose(undefined, "replace");
      else {
        walking.walkTo(only);
        commands.open(only);
      }
    },
    onMenu: openMenu,
    onPin: (key) => walk.update((now) => pinnedAs(now, [key], true)),
  };
  const menuNode = menu?.key === undefined ? undefined : scenes.byKey.get(menu.key);
  const menuKeys = menuNode === undefined ? [] : selection.all.has(menuNode.key) ? [...selection.all] : [menuNode.key];
  const tools = { commands, switches, canUndo, canRedo, ...state };
  const label = labelOf(session, scenes);
  const cardKey = hover?.isInPicture ? hover.key : walking.current;
  const isPartial = [...session.categories.values()].some((category) => category.isPartial && category.totals !== undefined);
  const yearMarks = useMemo(
    () => (bounds && walk.plain ? markers(tags, bounds, drawnTags(walk.plain.nodes)) : new Map()),
    [tags, bounds, walk.plain],
  );

  return (
    <div
      className={classes(
        styles.workspace,
        state.isOutlineOpen && !isNarrow && styles.withOutline,
        state.isPanelOpen && (isPhone ? styles.withSheet : styles.withPanel),
      )}
    >
      <VisuallyHidden>
        <h1 tabIndex={-1}>Graph around {shownName(session.centre.name)}</h1>
      </VisuallyHidden>
      {state.isOutlineOpen && (
        <aside aria-label="Outline" className={classes(styles.outline, isNarrow && styles.drawer)}>
          <Outline
            session={session}
            scenes={scenes}
            commands={commands}
            selected={selection.all}
            hovered={hovered}
            onHover={hoverInWords}
            onReveal={reveal}
            onMenu={openMenu}
            onRetry={walk.retry}
            onClose={closeOutline}
            query={query}
            onQuery={setQuery}
            findField={findField}
            isPhone={isPhone}
          />
        </aside>
      )}
      <section aria-label="Graph" className={styles.middle}>
        <Stage
          {...events}
          scenes={scenes}
          label={label}
          selected={selection.all}
          hovered={hovered}
          carded={menu === undefined && cardKey !== undefined && !isPhone ? scenes.byKey.get(cardKey) : undefined}
          canvas={canvas}
          isBoxing={state.isBoxing}
          isFull={state.isFull}
          isPhone={isPhone}
          isMapOpen={state.isMapOpen}
          isBusy={isLeaving || walk.isLoading}
          ground={walking.ground}
          trail={
            <>
              <TrailBar
                centre={session.centre}
                alternatives={session.alternatives}
                nodeCount={scenes.drawn.nodes.length}
                isPhone={isPhone}
                onFind={switches.find}
              />
              <Narrowing
                only={only}
                drawn={neighbourCount(scenes.whole)}
                all={neighbourCount(walk.plain)}
                added={params.also === undefined || added === undefined ? undefined : { asked: alsoOf(params).length, found: added.length }}
              />
            </>
          }
          tools={isPhone ? <PhoneToolbar {...tools} counts={scenes.counts} hide={hide} /> : <Toolbar {...tools} />}
          legend={(isCompact) => <Legend counts={scenes.counts} hide={hide} onToggle={commands.toggleKind} isCompact={isCompact} />}
          notices={
            session.categories.size === 0 ? (
              <StateBlock
                kind="empty"
                title="Nothing is linked to it yet"
                text="The catalogue knows this name and nothing around it. Its details are in the panel."
                isCompact
              />
            ) : (
              <Problems session={session} onRetry={walk.retry} />
            )
          }
        />
        {bounds ? (
          <Timeline timeline={timeline} counts={counts} bounds={bounds} markers={yearMarks} isPartial={isPartial} isPhone={isPhone} />
        ) : (
          areYearsPending && <TimelineRoom />
        )}
      </section>
      <Panel
        entity={panelEntity(session, scenes, selection.one)}
        isOpen={state.isPanelOpen}
        isPhone={isPhone}
        rest={rest}
        onRest={setRest}
        onClose={closePanel}
      />
      <ContextMenu
        label={menuNode ? shownName(menuNode.name) : "Picture"}
        at={menu?.at}
        items={menu ? menuItems(menuNode, { session, commands, switches, keys: menuKeys }) : []}
        onClose={closeMenu}
      />
    </div>
  );
};
