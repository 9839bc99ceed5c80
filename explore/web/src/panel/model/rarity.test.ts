import { describe, expect, it } from "vitest";
import { place, rarityScore, signals, tierOf, weightText } from "./rarity";

describe("tierOf", () => {
  it.each([
    [0, "common"],
    [19.9, "common"],
    [20, "uncommon"],
    [40, "scarce"],
    [60, "rare"],
    [80, "ultra-rare"],
    [100, "ultra-rare"],
  ])("puts %s into %s", (score, id) => expect(tierOf(undefined, score).id).toBe(id));
  it("believes the API before the rounded score", () => expect(tierOf("uncommon", 40).id).toBe("uncommon"));
  it("has a tier for what is none", () => expect(tierOf("mythical", Number.NaN).id).toBe("common"));
});

describe("place", () => {
  it.each([
    [50, 0.5],
    [-3, 0],
    [140, 1],
    [Number.NaN, 0],
  ])("of %s is %s", (score, share) => expect(place(score)).toBe(share));
});

describe("signals", () => {
  const made = signals(
    {
      pressing_scarcity: { score: 100, weight: 0.25, inputs: { pressings: 1 } },
      label_catalog: { score: 75, weight: 0.1, inputs: { label_releases: 1200 } },
      format_rarity: { score: 40, weight: 0.1, inputs: { rarest_format: "Vinyl" } },
      temporal_scarcity: { score: 60, weight: 0.2, inputs: { year: 1993, newest_pressing_year: 2001 } },
      graph_isolation: { score: 50, weight: 0.15, inputs: { degree: 1 } },
      collection_prevalence: { score: 50, weight: 0.2, inputs: { have_count: 8214, want_count: 3105 } },
    },
    2026,
  );
  it("adds up to the score", () => expect(made.reduce((sum, { adds }) => sum + adds, 0)).toBeCloseTo(66, 9));
  it("says what gives most first", () => expect(made[0]?.id).toBe("pressing_scarcity"));
  it("says what each was scored from", () => {
    expect(Object.fromEntries(made.map(({ id, from }) => [id, from]))).toEqual({
      pressing_scarcity: "the only pressing of its master",
      temporal_scarcity: "33 years old, pressed again in 2001",
      collection_prevalence: "8,214 have it, 3,105 want it",
      graph_isolation: "1 connection",
      label_catalog: "1,200 releases on its smallest label",
      format_rarity: "Vinyl",
    });
  });
  it("says what is not known", () => {
    const bare = signals({ collection_prevalence: { score: 50, weight: 0.2 }, new_signal: { score: 1, weight: 0.1, inputs: {} } }, 2026);
    expect(bare.map(({ title, from }) => [title, from])).toEqual([
      ["Owners", "not known, so counted as middling"],
      ["new signal", ""],
    ]);
  });
});

it("writes scores and weights", () => {
  expect([rarityScore(22.4), rarityScore(null), weightText(0.25), weightText(1)]).toEqual(["22.4", "–", "×.25", "×1.00"]);
});
