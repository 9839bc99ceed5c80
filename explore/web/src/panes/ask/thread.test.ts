import { describe, expect, it } from "vitest";
import { focusOf } from "./focus";
import { parseHistory, remembered } from "./history";
import {
  acted,
  answered,
  asked,
  asking,
  canUndo,
  duration,
  failed,
  knownOf,
  parseActions,
  parseAnswer,
  parseError,
  parseStep,
  stepped,
  stepWords,
  stopped,
  undone,
} from "./thread";

const ANSWER = { summary: "Yes", entities: [{ id: "1", name: "A", type: "artist" }], isCached: false };
const ASKED = asked([], 1, "Who?", undefined, 0);

describe("a conversation", () => {
  it("gathers steps with their times, and closes the last with the answer", () => {
    const thread = answered(stepped(stepped(ASKED, 1, "One", 100), 1, "Two", 700), 1, ANSWER, 900);
    expect(thread[0]).toMatchObject({ state: "answered", endedMs: 900, answer: ANSWER });
    expect(thread[0]?.steps).toEqual([
      { words: "One", startedMs: 100, endedMs: 700 },
      { words: "Two", startedMs: 700, endedMs: 900 },
    ]);
    expect(asking(thread)).toBeUndefined();
  });

  it("changes nothing after its end, nor of another question", () => {
    const over = stopped(ASKED, 1, 50);
    for (const late of [
      answered(over, 1, ANSWER, 60),
      failed(over, 1, { message: "late" }, 60),
      stepped(over, 1, "late", 60),
      acted(over, 1, { params: { pane: "trends" }, outcomes: [], followups: [] }, {}),
      answered(over, 2, ANSWER, 60),
    ]) {
      expect(late).toEqual(over);
    }
  });

  it("takes actions once, and takes them back once", () => {
    const before = { pane: "ask" };
    const once = acted(ASKED, 1, { params: { pane: "trends" }, outcomes: [], followups: ["More?"] }, before);
    const twice = acted(once, 1, { params: { pane: "genres" }, outcomes: [], followups: [] }, { pane: "trends" });
    expect(twice).toEqual(once);
    const [turn] = answered(once, 1, ANSWER, 9);
    expect(turn && canUndo(turn)).toBe(true);
    const [back] = turn === undefined ? [] : undone([turn], 1);
    expect(back && canUndo(back)).toBe(false);
    const [nothing] = acted(ASKED, 1, { params: before, outcomes: [], followups: [] }, before);
    expect(nothing && canUndo(nothing)).toBe(false);
  });

  it("knows what its answers named, the latest first", () => {
    const about = { type: "label", id: "9", name: "Nine" } as const;
    const thread = answered(asked(answered(ASKED, 1, ANSWER, 1), 2, "And?", about, 2), 2, { ...ANSWER, entities: [] }, 3);
    expect(knownOf(thread).map((each) => each.id)).toEqual(["9", "1"]);
  });
});

describe("frames", () => {
  it.each([
    ['{"step": "Running get_trends..."}', "Counting releases by year"],
    ['{"step": "Running ui_focus_node..."}', "Preparing a change of the page"],
    ['{"step": "Running new_tool..."}', "Using new tool"],
    ['{"step": "Thinking hard"}', "Thinking hard"],
    ['{"step": 4}', undefined],
    ["{", undefined],
    ["null", undefined],
  ])("a step %s is %s", (data, words) => expect(parseStep(data)).toBe(words));

  it("an answer needs its words, and leaves out what is no entity", () => {
    expect(
      parseAnswer('{"summary": "x", "entities": [{"id": "1", "name": "A", "type": "artist"}, {"id": 4}, null], "cached": true}'),
    ).toEqual({
      summary: "x",
      entities: [{ id: "1", name: "A", type: "artist" }],
      isCached: true,
    });
    for (const data of ['{"summary": null}', "[]", "garbage", '"x"']) expect(parseAnswer(data)).toBeUndefined();
    expect(parseActions('{"actions": {}}')).toBeUndefined();
    expect(parseActions('{"actions": [1]}')).toEqual([1]);
    expect(parseError('{"error": "No"}')).toBe("No");
    expect(parseError("")).toMatch(/could not/);
  });

  it("a long step is cut", () => expect(stepWords("x".repeat(999))).toHaveLength(200));
});

describe("words and storage", () => {
  it.each([
    [0, 640, "0.6 s"],
    [0, 12_400, "12 s"],
    [10, 5, "0.0 s"],
  ])("from %i to %i took %s", (from, to, words) => expect(duration(from, to)).toBe(words));

  it("keeps five questions, the newest first and each once", () => {
    expect(["a", "b", "c", "d", "e", "f", "b"].reduce<readonly string[]>((kept, each) => remembered(kept, each), [])).toEqual([
      "b",
      "f",
      "e",
      "d",
      "c",
    ]);
    expect(parseHistory(null)).toEqual([]);
    for (const corrupt of ["{", "{}", "[1]", "null"]) expect(parseHistory(corrupt)).toBeUndefined();
    expect(parseHistory('["a"]')).toEqual(["a"]);
  });

  it.each([
    [{}, undefined],
    [
      { type: "label", name: "Warp", id: "7" },
      { type: "label", id: "7" },
    ],
    [{ name: "Warp" }, { type: "artist", id: "Warp" }],
    [
      { type: "label", name: "Warp", sel: "release:5" },
      { type: "release", id: "5" },
    ],
    [{ page: "master:3" }, { type: "master", id: "3" }],
    [
      { pane: "credits", person: "Q" },
      { type: "person", id: "Q" },
    ],
    [{ pane: "trends", sel: "release:5" }, undefined],
  ])("the address %o shows %o", (params, shown) => expect(focusOf(params)).toEqual(shown));
});
