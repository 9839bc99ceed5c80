import { announce } from "@discogsography/web/controls/announcer";
import { useEffect, useRef, useState } from "react";
import type { Scene } from "../../graph/types";
import { drawnTags, emerged, type Tag } from "./timeline_model";

/** How long what has emerged glows. */
const GLOW_MS = 2_000;
const NONE: ReadonlySet<string> = new Set();

/** Genres and styles that came into the picture with the year: they glow for a while, and are told of. */
export const useEmergence = (
  tags: readonly Tag[],
  scene: Scene | undefined,
  year: number | undefined,
  isAtRest: boolean,
): ReadonlySet<string> => {
  const before = useRef<number | undefined>(undefined);
  const [glowing, setGlowing] = useState(NONE);
  useEffect(() => {
    if (!isAtRest || scene === undefined) return;
    if (tags.length === 0) {
      // First years are on their way: what emerges until then is told of when they are there.
      before.current ??= year;
      return;
    }
    if (before.current === year) return;
    const keys = year === undefined ? [] : emerged(tags, before.current, year, drawnTags(scene.nodes));
    before.current = year;
    if (keys.length === 0) return;
    setGlowing(new Set(keys));
    const names = scene.nodes.filter(({ key }) => keys.includes(key)).map(({ name }) => name);
    announce(`New by ${year}: ${names.join(", ")}`);
  }, [tags, scene, year, isAtRest]);
  useEffect(() => {
    if (glowing.size === 0) return undefined;
    const timer = setTimeout(() => setGlowing(NONE), GLOW_MS);
    return () => clearTimeout(timer);
  }, [glowing]);
  return glowing;
};
