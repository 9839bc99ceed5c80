import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useSettled } from "../../app/use_settled";
import { TYPING_MS, useDraft } from "./use_draft";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const rest = () => act(() => vi.advanceTimersByTime(TYPING_MS));

describe("typed text", () => {
  const drafted = () => {
    const commit = vi.fn();
    const { result, rerender } = renderHook(({ value }) => useDraft(value, commit), { initialProps: { value: "warp" } });
    return {
      commit,
      type: (text: string) => act(() => result.current.type(text)),
      now: () => result.current,
      address: (value: string) => rerender({ value }),
    };
  };

  it("shows at once, and is handed on once, when the typing rests", () => {
    const { commit, type, now } = drafted();
    type("warp r");
    act(() => vi.advanceTimersByTime(TYPING_MS - 1));
    type("warp re");
    expect(now().text).toBe("warp re");
    expect(commit).not.toHaveBeenCalled();
    rest();
    expect(commit.mock.calls).toEqual([["warp re"]]);
  });

  it("is handed on at once by Enter, or emptied", () => {
    const { commit, type, now } = drafted();
    type("skam");
    act(() => now().commit());
    type("skam r");
    act(() => now().commit(""));
    rest();
    expect(commit.mock.calls).toEqual([["skam"], [""]]);
  });

  it("stays when the address follows late, and goes when the address says something else", () => {
    const { type, now, address } = drafted();
    type("warp r");
    rest();
    type("warp re");
    address("warp r");
    expect(now().text).toBe("warp re");
    address("skam");
    expect(now().text).toBe("skam");
  });
});

it("a range under the arrow keys shows at once and is handed on when it rests", () => {
  const settle = vi.fn();
  const { result } = renderHook(() => useSettled<number>(1990, settle));
  for (const year of [1991, 1992, 1993]) act(() => result.current[1](year));
  expect(result.current[0]).toBe(1993);
  expect(settle).not.toHaveBeenCalled();
  rest();
  expect(settle.mock.calls).toEqual([[1993]]);
  expect(result.current[0]).toBe(1990);
});
