import type { SleeveCredit, Track } from "@discogsography/web/api/schema.gen";
import { describe, expect, it } from "vitest";
import { creditGroups, peopleIn } from "./credits";

const credit = (name: string, role: string, category: string, more: Partial<SleeveCredit> = {}): SleeveCredit => ({
  id: null,
  name,
  anv: null,
  role,
  category,
  tracks: null,
  ...more,
});
const track = (position: string, credits: SleeveCredit[], sub_tracks: Track[] = []): Track => ({
  kind: "track",
  position,
  title: null,
  duration: null,
  duration_s: null,
  artists: [],
  credits,
  sub_tracks,
});

describe("creditGroups", () => {
  const groups = creditGroups(
    {
      credits: [
        { category: "mastering", credits: [credit("Geoff", "Mastered By", "mastering", { id: "9" })] },
        { category: "session", credits: [credit("Ann", "Bass", "session", { tracks: "A1 to A3" })] },
      ],
      tracks: [
        track("A1", [credit("Geoff P.", "Lacquer Cut By", "mastering", { id: "9" })]),
        track("B1", [credit("Ann", "Bass", "session")], [track("B1a", [credit("Zoe", "Tap dance", "novel")])]),
      ],
    },
    ["production", "session", "mastering"],
  );
  it("follows the order of categories, unknown ones last", () =>
    expect(groups.map(({ category }) => category)).toEqual(["session", "mastering", "novel"]));
  it("has a name once a category, with the tracks of each role", () => {
    expect(groups[0]?.lines).toEqual([{ id: null, name: "Ann", roles: [{ role: "Bass", tracks: "A1 to A3, B1" }] }]);
    expect(groups[1]?.lines).toEqual([
      {
        id: "9",
        name: "Geoff",
        roles: [
          { role: "Mastered By", tracks: "" },
          { role: "Lacquer Cut By", tracks: "A1" },
        ],
      },
    ]);
  });
  it("counts people once", () => expect(peopleIn(groups)).toBe(3));
});
