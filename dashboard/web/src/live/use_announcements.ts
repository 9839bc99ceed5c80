import { announce } from "@discogsography/web/controls/announcer";
import { useEffect, useRef } from "react";
import { newsBetween } from "../model/news";
import type { Live } from "./state";

/** Tells a screen reader what changed, when it matters: never figures. */
export const useAnnouncements = (live: Live): void => {
  const before = useRef<Live>(undefined);
  useEffect(() => {
    for (const text of newsBetween(before.current, live)) announce(text);
    before.current = live;
  }, [live]);
};
