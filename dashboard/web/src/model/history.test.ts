// @vitest-environment node
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { history, metrics, pipeline, queue } from "../testing/figures";
import { extentOf, lineOf, nearest, peak, queueView, totalAt } from "./history";
import { areaPath, heightOf, linePath, places } from "./paths";
import { ringsOf } from "./rings";
import { depthTop, isInSight } from "./scale";

const PAST = history([
  {
    name: "q",
    pipeline: "discogs",
    consumer: "graphinator",
    type: "releases",
    messages: [10, null],
    message_rate: [4, 8],
    ack_rate: [null, 2],
    dead_letters: [0, 3],
  },
]);
const NOW = metrics({
  pipelines: {
    discogs: pipeline({
      queues: [
        queue("graphinator", "releases", 30, { message_rate: 6, ack_rate: 5 }),
        queue("graphinator", "releases", 4, { dead_letters: true }),
        queue("tableinator", "releases", 50),
      ],
    }),
  },
});

describe("queues over time", () => {
  test("the present follows the past, gaps stay gaps", () => {
    const view = queueView(PAST, NOW, "discogs", false);
    expect(view.times).toHaveLength(3);
    expect(lineOf(view, "graphinator", "releases")).toMatchObject({ depth: [10, null, 30], into: [4, 8, 6], out: [null, 2, 5] });
    expect(lineOf(view, "tableinator", "releases")?.depth).toEqual([null, null, 50]);
    expect([view.topDepth, view.topRate]).toEqual([50, 8]);
  });

  test("dead letters have depths and no rates", () => {
    const line = lineOf(queueView(PAST, NOW, "discogs", true), "graphinator", "releases");
    expect(line).toMatchObject({ depth: [0, 3, 4], into: [null, null, null], out: [null, null, null] });
  });

  test("without a history there is the present", () => {
    const view = queueView(undefined, NOW, "discogs", false);
    expect(view.times).toHaveLength(1);
    expect(totalAt(view.lines, 0)).toEqual({ depth: 80, into: 6, out: 5 });
    expect(queueView(undefined, NOW, "musicbrainz", false).lines).toEqual([]);
  });

  test("a past in which nothing was known is left out", () => {
    const [first] = PAST.queues;
    if (first === undefined) throw new Error("no queue");
    const young = { ...PAST, queues: [{ ...first, messages: [null, 7], message_rate: [null, 2] }] };
    const view = queueView(young, NOW, "discogs", false);
    expect(view.times).toHaveLength(2);
    expect(lineOf(view, "graphinator", "releases")).toMatchObject({ depth: [7, 30], into: [2, 6] });
  });

  test("what is later than the present is left out", () => {
    const later = { ...PAST, times: ["2026-08-02T21:17:40Z", "2026-08-02T21:18:10Z"] };
    expect(queueView(later, NOW, "discogs", false).times).toHaveLength(2);
  });

  test("extents leave out zero at their lower end", () => {
    expect(extentOf([0, 4, null, 9])).toEqual({ least: 4, most: 9 });
    expect(extentOf([0, null])).toEqual({ least: 0, most: 0 });
    expect(peak([null])).toBe(1);
    expect(totalAt([], 0)).toEqual({ depth: null, into: null, out: null });
  });

  test.each([
    [0, 0],
    [0.4, 1],
    [0.9, 2],
    [7, 2],
    [-1, 0],
  ])("%s of the span is place %s", (share, place) => expect(nearest([0, 10, 24], share)).toBe(place));

  test("gauges share one scale, with the fastest in sight at its end", () => {
    const rings = ringsOf("publish", ["graphinator", "tableinator"], NOW.pipelines.discogs ?? pipeline(), PAST, "discogs");
    const ring = rings.find(({ consumer, type }) => consumer === "graphinator" && type === "releases");
    expect(ring).toEqual({ consumer: "graphinator", type: "releases", rate: 6, dash: 132, extent: { least: 4, most: 8 } });
    expect(ringsOf("ack", ["graphinator"], pipeline(), undefined, "discogs").every(({ dash }) => dash === 0)).toBe(true);
  });
});

describe("paths", () => {
  const room = { width: 100, bottom: 40, height: 40, top: 10 };

  test("a line breaks where nothing is known", () => {
    expect(linePath([0, 10, null, 5], places([0, 1, 2, 3]), room)).toBe("M0 40L33.33 0M100 20L100 20");
    expect(areaPath([0, 10], places([0, 1]), room)).toBe("M0 40L0 40L100 0L100 40Z");
    expect(linePath([null, null], places([0, 1]), room)).toBe("");
  });

  test("one moment lies at the end", () => expect(places([7])).toEqual([1]));

  test("every height lies in the room", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (value) => {
        const height = heightOf(value, room);
        expect(height).toBeGreaterThanOrEqual(0);
        expect(height).toBeLessThanOrEqual(40);
      }),
    );
  });

  test("a threshold is on the scale as soon as it is near", () => {
    expect(depthTop(100, 60_000)).toBeLessThan(1000);
    expect(depthTop(30_000, 60_000)).toBeGreaterThanOrEqual(60_000);
    expect([isInSight(60_000, 100), isInSight(60_000, 63_000), isInSight(undefined, 1)]).toEqual([false, true, false]);
  });
});
