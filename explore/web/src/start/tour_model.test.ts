import { beforeEach, expect, test } from "vitest";
import { isTourDone, rememberTour, type Step, stepFrom } from "./tour_model";

beforeEach(() => window.localStorage.clear());

const step = (at: string): Step => ({ at, where: "start", title: at, text: at });
const STEPS = ["a", "b", "c"].map(step);

test("steps whose control is not on the page are passed over, both ways", () => {
  const isThere = ({ at }: Step): boolean => at !== "b";
  expect([stepFrom(-1, 1, isThere, STEPS), stepFrom(0, 1, isThere, STEPS), stepFrom(2, -1, isThere, STEPS)]).toEqual([0, 2, 0]);
});

test("past the ends there is none", () => {
  expect([stepFrom(2, 1, () => true, STEPS), stepFrom(0, -1, () => true, STEPS), stepFrom(-1, 1, () => false, STEPS)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a tour that was taken is remembered", () => {
  expect(isTourDone()).toBe(false);
  rememberTour();
  expect(isTourDone()).toBe(true);
});
