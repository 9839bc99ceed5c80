import { announce } from "@discogsography/web/controls/announcer";
import { type KeyboardEvent, type RefObject, useState } from "react";
import type { CanvasHandle, Point } from "../../graph/types";
import { isHeading, spoken, step } from "../../graph/walk";
import type { Commands } from "./use_commands";
import type { Scenes } from "./use_scenes";

interface Given {
  readonly scenes: Scenes;
  readonly canvas: RefObject<CanvasHandle | null>;
  /** Where walking begins. */
  readonly start: string | undefined;
  readonly commands: Commands;
  readonly onMenu: (key: string | undefined, at: Point) => void;
}

/** How far a picture moves by an arrow with Shift, in pixels. */
const PAN = 80;

const EDGE = 28;

/** Whether a point of the picture is well within it: then the picture need not move. */
const isInView = (frame: HTMLElement, at: Point | undefined): boolean =>
  at !== undefined && at.x > EDGE && at.y > EDGE && at.x < frame.clientWidth - EDGE && at.y < frame.clientHeight - EDGE;

/** Walking over the picture by keys: arrows follow lines, with Shift they move the view; Enter opens, the menu key shows what else there is. */
export const useWalking = ({ scenes, canvas, start, commands, onMenu }: Given) => {
  const [at, setAt] = useState<string>();
  const [hasFocus, setFocus] = useState(false);
  const here = at !== undefined && scenes.byKey.has(at) ? at : start;

  const say = (key: string | undefined): void => {
    const node = key === undefined ? undefined : scenes.byKey.get(key);
    if (node !== undefined) announce(spoken(node, scenes.neighbours.get(node.key)?.size ?? 0));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey || here === undefined) return;
    const handle = canvas.current;
    if (isHeading(event.key) && handle !== null) {
      if (event.shiftKey) {
        const [dx, dy] = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] }[event.key] ?? [0, 0];
        handle.panBy(dx ?? 0, dy ?? 0);
      } else {
        const next = step(here, event.key, scenes.neighbours, handle.screenPoint);
        if (next === undefined) announce("No line leads there");
        else {
          setAt(next);
          if (!isInView(event.currentTarget, handle.screenPoint(next))) handle.reveal(next);
          say(next);
        }
      }
    } else if (event.key === "Home" && start !== undefined) {
      setAt(start);
      handle?.reveal(start);
      say(start);
    } else if (event.key === "Enter") commands.open(here);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      const frame = event.currentTarget.getBoundingClientRect();
      const point = handle?.screenPoint(here) ?? { x: frame.width / 2, y: frame.height / 2 };
      onMenu(here, { x: frame.left + point.x, y: frame.top + point.y });
    } else return;
    event.preventDefault();
  };
  return {
    /** Node with the focus of the keyboard; undefined while the picture has not the focus. */
    current: hasFocus ? here : undefined,
    walkTo: setAt,
    ground: {
      onKeyDown,
      onFocus: () => {
        setFocus(true);
        say(here);
      },
      onBlur: () => setFocus(false),
    },
  };
};
