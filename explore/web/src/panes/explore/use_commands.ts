import { announce } from "@discogsography/web/controls/announcer";
import { toast } from "@discogsography/web/controls/toast";
import { copyText } from "@discogsography/web/copy";
import { counted } from "@discogsography/web/format";
import { type RefObject, useMemo } from "react";
import { canCentre } from "../../app/entity";
import { entityParams } from "../../app/links";
import { change, navigate } from "../../app/location";
import { closedInPlace, grown, hid, isInPlace, openedInPlace, pinnedAs, redone, toggled, undone, unhid } from "../../graph/arrangement";
import type { CanvasHandle } from "../../graph/types";
import { neighbourhood } from "../../graph/walk";
import { download, fileName, graphJson } from "./exporting";
import { type Hidable, hideParam } from "./model";
import { centreKey, entityOf, type Scenes } from "./use_scenes";
import type { Selection } from "./use_selection";
import type { Walk } from "./use_walk";

interface Ground {
  readonly walk: Walk;
  readonly scenes: Scenes;
  readonly selection: Selection;
  readonly hide: ReadonlySet<Hidable>;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly showPanel: () => void;
}

/** Everything that can be done in the graph, by the mouse, a key, the outline, a menu or the palette alike. */
export interface Commands {
  /** Shows a node in the panel; opens or closes a category. */
  readonly open: (key: string) => void;
  readonly centreOn: (key: string) => void;
  /** Shows a node's own categories around it, or takes them away again; opens or closes a category. */
  readonly expand: (key: string) => void;
  readonly more: (category: string) => void;
  readonly pin: (keys: readonly string[]) => void;
  readonly hide: (keys: readonly string[]) => void;
  readonly unhide: () => void;
  readonly neighbourhood: (keys: readonly string[]) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly toggleKind: (kind: Hidable) => void;
  readonly share: () => void;
  readonly save: (form: "png" | "svg" | "json") => void;
}

export const useCommands = ({ walk, scenes, selection, hide, canvas, showPanel }: Ground): Commands =>
  useMemo(() => {
    const { session, update } = walk;
    const name = session?.centre.name ?? "graph";
    const node = (key: string) => scenes.byKey.get(key) ?? scenes.whole.nodes.find((each) => each.key === key);

    const toggle = (key: string): void => {
      const category = session?.categories.get(key);
      if (category === undefined) return;
      announce(session?.now.closed.has(key) ? `${category.title} opened` : `${category.title} closed`);
      update((now) => toggled(now, key));
    };
    const save = async (form: "png" | "svg" | "json"): Promise<void> => {
      const handle = canvas.current;
      if (handle === null) return;
      const json = (): Blob => new Blob([graphJson(scenes.drawn, handle.positions(), window.location.href)], { type: "application/json" });
      const content =
        form === "png" ? await handle.toPng() : form === "svg" ? new Blob([handle.toSvg()], { type: "image/svg+xml" }) : json();
      download(content, fileName(name, form));
    };

    return {
      open: (key) => {
        if (session?.categories.has(key)) toggle(key);
        else {
          selection.choose(key);
          showPanel();
        }
      },
      centreOn: (key) => {
        const entity = entityOf(node(key));
        if (entity !== undefined && key !== centreKey(session)) navigate(entityParams(entity));
      },
      expand: (key) => {
        const entity = entityOf(node(key));
        if (session === undefined || entity === undefined) {
          toggle(key);
          return;
        }
        if (key === centreKey(session)) {
          announce(`${entity.name} is the centre`);
          return;
        }
        const isOpen = isInPlace(session, key);
        announce(isOpen ? `${entity.name} folded` : `Expanding ${entity.name}`);
        update((now) => (isOpen ? closedInPlace(now, key) : openedInPlace(now, entity)));
      },
      more: (category) => update((now) => grown(now, category)),
      pin: (keys) =>
        update((now) => {
          const isPinned = keys.every((key) => now.now.pinned.has(key));
          announce(isPinned ? "Unpinned" : "Pinned");
          return pinnedAs(now, keys, !isPinned);
        }),
      hide: (keys) => {
        update((now) => hid(now, keys));
        toast(keys.length === 1 ? `${node(keys[0] ?? "")?.name ?? "Node"} is hidden` : `${counted(keys.length, "node")} are hidden`, {
          undo: () => update(undone),
        });
      },
      unhide: () => update(unhid),
      neighbourhood: (keys) => {
        const found = neighbourhood(scenes.drawn, keys);
        selection.chooseAll(found, "replace");
        announce(`${counted(found.length, "node")} selected`);
      },
      undo: () => {
        if (session?.past.length) announce("Undone");
        update(undone);
      },
      redo: () => {
        if (session?.future.length) announce("Done again");
        update(redone);
      },
      toggleKind: (kind) => {
        const next = new Set(hide);
        if (!next.delete(kind)) next.add(kind);
        change({ hide: hideParam(next) }, "replace");
      },
      share: () =>
        void copyText(window.location.href).then((isCopied) =>
          isCopied
            ? toast("Link copied", { detail: "It opens this view: centre, years, filters and selection." })
            : toast("The browser did not allow copying", { detail: "Copy the address of the page instead.", tone: "bad" }),
        ),
      save: (form) => void save(form).catch(() => toast("The picture could not be saved", { tone: "bad" })),
    };
  }, [walk, scenes, selection, hide, canvas, showPanel]);

/** Whether the graph can be centred on a node, or why not. */
export const whyNotCentre = (kind: string, isCentre: boolean): string | undefined => {
  if (isCentre) return "It is the centre";
  if (kind === "category") return "A category is not a place";
  return kind === "release" || kind === "master" || canCentre(kind as "artist") ? undefined : "The graph has no view of this";
};
