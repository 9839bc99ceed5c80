import type { LabelDna } from "@discogsography/web/api/schema.gen";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arcsOf, ring, ringPath, type Share, sharesOf } from "./rings";

const shares = (...counts: readonly number[]): readonly Share[] => {
  const total = counts.reduce((sum, each) => sum + each, 0);
  return counts.map((count, index) => ({ name: String(index), count, share: count / total }));
};

describe("sharesOf", () => {
  it("makes shares of counts, leaves nothing out of the sum, and names decades", () => {
    const dna: LabelDna = {
      label_id: "1",
      label_name: "x",
      release_count: 6,
      artist_count: 2,
      artist_diversity: 0.3,
      active_years: [1991],
      prolificacy: 6,
      peak_decade: 1990,
      decades: [
        { decade: 1990, count: 2, percentage: 66.7 },
        { decade: 2000, count: 1, percentage: 33.3 },
      ],
      formats: [{ name: "CD", count: 0, percentage: 0 }],
      styles: [],
      genres: [{ name: "Rock", count: 6, percentage: 100 }],
    };
    const made = sharesOf(dna);
    expect(made.decades.map(({ name }) => name)).toEqual(["1990s", "2000s"]);
    expect(made.decades.map(({ share }) => share)).toEqual([2 / 3, 1 / 3]);
    expect(made.formats).toEqual([]);
    expect(made.genres).toEqual([{ name: "Rock", count: 6, share: 1 }]);
  });
});

describe("arcsOf", () => {
  it("keeps few as they are", () => expect(arcsOf(shares(3, 2)).map(({ count }) => count)).toEqual([3, 2]));
  it("gathers the small ones", () => expect(arcsOf(shares(500, 3, 2, 1)).at(-1)).toMatchObject({ name: "3 more", count: 6 }));
  it("names a single small one", () => expect(arcsOf(shares(500, 1)).at(-1)?.name).toBe("1"));
  it("always closes the ring", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }), (counts) => {
        const total = arcsOf(shares(...counts)).reduce((sum, { share }) => sum + share, 0);
        expect(total).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe("ring", () => {
  it("goes clockwise from noon", () => {
    const [first, second] = ring(shares(1, 3), 5, 10);
    expect(first?.path).toBe("M0 -10A10 10 0 0 1 10 0L5 0A5 5 0 0 0 0 -5Z");
    expect(second?.path).toContain("A10 10 0 1 1 0 -10");
    expect(first?.strength).toBe(1);
    expect(second?.strength).toBeCloseTo(0.34, 9);
  });
  it("draws a whole ring as two circles", () => {
    const [only] = ring(shares(4), 5, 10);
    expect(only?.path.match(/Z/g)).toHaveLength(2);
    expect(only?.strength).toBe(1);
  });
  it("draws what it gathered faintly", () => expect(ring(shares(500, 2, 1), 5, 10).at(-1)?.strength).toBe(0.18));
  it("draws nothing for nothing", () => {
    expect(ring([], 5, 10)).toEqual([]);
    expect(ringPath(0.5, 0.5, 5, 10)).toBe("");
  });
});
