/** Seconds before each try to reach the service again; the last one for all that follow. */
const WAITS_S = [1, 2, 4, 8, 15, 30] as const;
/** By how much a wait is stretched or shortened at most, so that pages do not come back all at once. */
const SPREAD = 0.2;

/**
 * Milliseconds before the next try.
 *
 * @param tries how many have failed so far, from one on
 * @param chance from 0 to 1, by chance
 */
export const waitBefore = (tries: number, chance: number): number => {
  const wait = WAITS_S[Math.min(Math.max(tries, 1), WAITS_S.length) - 1] ?? 30;
  return Math.round(wait * 1000 * (1 + SPREAD * (2 * chance - 1)));
};
