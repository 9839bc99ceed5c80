import { useState } from "react";

/** Draws that the API has of a day. */
export const DRAWS = 24;

const OF_TAB = "start.draw";
const VISITS = "start.visits";

const whole = (text: string | null): number | undefined => (text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined);

/** The draw of this visit: Back finds the doors that one left; a first visit has the first of the day, the next one another. */
export const drawOfVisit = (): number => {
  try {
    const drawn = whole(sessionStorage.getItem(OF_TAB));
    if (drawn !== undefined) return drawn % DRAWS;
    const visits = whole(localStorage.getItem(VISITS)) ?? 0;
    localStorage.setItem(VISITS, `${(visits + 1) % DRAWS}`);
    keepDraw(visits);
    return visits % DRAWS;
  } catch {
    return 0; // storage is switched off: every visit is a first one
  }
};

const keepDraw = (draw: number): void => {
  try {
    sessionStorage.setItem(OF_TAB, `${draw % DRAWS}`);
  } catch {
    // As above.
  }
};

/** Which draw of doors is shown, and a way to the next. */
export const useDraw = (): readonly [draw: number, next: () => void] => {
  const [draw, setDraw] = useState(drawOfVisit);
  const next = (): void => {
    const other = (draw + 1) % DRAWS;
    keepDraw(other);
    setDraw(other);
  };
  return [draw, next];
};
