// @vitest-environment node
import { describe, expect, test } from "vitest";
import { pipeline, queue, service } from "../testing/figures";
import { barHeight, barsOf } from "./bars";
import { CASTS, queueOf, shortType, typesAtExtractor, typeWords } from "./pipelines";
import { alertCount, pipelineBadge, STANDINGS, serviceBadge } from "./status";

describe("check 39: states in words", () => {
  test.each(Object.entries({ operational: "good", degraded: "warn", offline: "bad", unknown: "warn" } as const))(
    "all services %s",
    (status, tone) => {
      const { word, tone: shown } = STANDINGS[status as keyof typeof STANDINGS];
      expect(word.toLowerCase()).toBe(status);
      expect(shown).toBe(tone);
    },
  );

  test.each([
    ["healthy", null, "Healthy", "good"],
    ["unhealthy", null, "Unhealthy", "bad"],
    ["unknown", null, "Unknown", "warn"],
    ["", null, "Unknown", "warn"],
    ["starting", null, "Starting", "warn"],
    ["extracting", null, "Active", "active"],
    ["active", null, "Active", "active"],
    ["healthy", "running", "Active", "active"],
    ["healthy", "waiting", "Healthy", "good"],
    ["healthy", "failed", "Failed", "bad"],
    ["unhealthy", "running", "Unhealthy", "bad"],
  ] as const)("a service that is %s, with the task %s", (status, extraction_status, word, tone) =>
    expect(serviceBadge({ status, extraction_status })).toEqual({ word, tone }),
  );

  test.each([
    [{}, "idle"],
    [{ flow: { publish_rate: 0, ack_rate: 900, messages: 12, dead_letters: 0 } }, "catching up"],
    [{ flow: { publish_rate: 5, ack_rate: 0, messages: 0, dead_letters: 0 } }, "importing"],
    [{ services: [service({ extraction_status: "running" })] }, "importing"],
    [{ services: [service({ status: "starting" }), service({ extraction_status: "running" })] }, "starting"],
    [{ services: [service({ status: "unknown" }), service()] }, "partly away"],
    [{ services: [service({ status: "unhealthy" }), service({ status: "unknown" })] }, "in trouble"],
  ])("a pipeline with %o is %s", (told, word) => expect(pipelineBadge(pipeline(told)).word).toBe(word));

  test("alerts are counted by how much they matter", () => {
    const of = (...severities: readonly ("info" | "warning" | "critical")[]) => alertCount(severities.map((severity) => ({ severity })));
    expect(of()).toBeUndefined();
    expect(of("info")).toBeUndefined();
    expect(of("warning")).toEqual({ count: 1, word: "1 warning", tone: "warn" });
    expect(of("warning", "critical", "warning")).toEqual({ count: 3, word: "1 critical, 2 warnings", tone: "bad" });
  });
});

describe("queues and their cells", () => {
  const namesake = queue("graphinator-old", "releases", 9);
  const full = pipeline({
    queues: [
      namesake,
      queue("graphinator", "releases", 80),
      queue("graphinator", "releases", 3, { dead_letters: true }),
      queue("tableinator", "releases", 20),
    ],
  });

  test("weak point 38: a queue belongs to its own consumer and type, and dead letters stand apart", () => {
    expect(queueOf(full, "graphinator", "releases", false)?.messages).toBe(80);
    expect(queueOf(full, "graphinator", "releases", true)?.messages).toBe(3);
    expect(queueOf(full, "graphinator", "masters", false)).toBeUndefined();
  });

  test("bars are shares of the largest, with the steps of the axis", () => {
    const { types, axis } = barsOf(full, CASTS.discogs, false);
    expect(types[1]).toEqual({ type: "releases", graph: { messages: 80, height: 100 }, tables: { messages: 20, height: 25 } });
    expect(types[0]?.graph).toEqual({ messages: undefined, height: 0 });
    expect(axis).toEqual([80, 60, 40, 20]);
    expect(barsOf(full, CASTS.discogs, true).most).toBe(3);
  });

  test.each([
    [0, 100, 0],
    [1, 1000, 1],
    [500, 1000, 50],
    [5, 0, 0],
  ])("%s of %s is %s high", (value, most, height) => expect(barHeight(value, most)).toBe(height));

  test("weak point 37: an extractor's types are found however it writes them", () => {
    const extractor = service({
      extraction_progress: { release_groups: 7, total: 7 },
      last_extraction_time: { release_groups: 0.4, artists: 31 },
    });
    expect(typesAtExtractor(extractor, ["release-groups", "artists", "labels"])).toEqual([
      { type: "release-groups", count: 7, isAtWork: true },
      { type: "artists", count: 0, isAtWork: false },
      { type: "labels", count: 0, isAtWork: false },
    ]);
    expect(typesAtExtractor(undefined, ["labels"])).toEqual([{ type: "labels", count: 0, isAtWork: false }]);
    expect([typeWords("release_groups"), shortType("release-groups"), shortType("labels")]).toEqual(["release groups", "groups", "labels"]);
  });
});
