// @vitest-environment node
import { describe, expect, test } from "vitest";
import { readChoice, withChoice } from "./choice";
import { exploreAddress } from "./explore_address";

describe("choices in the address", () => {
  test.each([
    ["", "30"],
    ["?minutes=60", "60"],
    ["?minutes=7", "30"],
  ])("%s means %s", (search, minutes) => expect(readChoice(search, "minutes")).toBe(minutes));

  test("the usual one is left out, others stay", () => {
    expect(withChoice("?minutes=60&log=warnings", "minutes", "30")).toBe("?log=warnings");
    expect(withChoice("", "queues", "dead-letters")).toBe("?queues=dead-letters");
    expect(withChoice("?minutes=60", "minutes", "30")).toBe("");
  });
});

test.each([
  ["8003", "http://host:8006/"],
  ["8103", "http://host:8106/"],
  ["", "http://host:8006/"],
])("with port %s Explore is at %s", (port, address) => expect(exploreAddress({ protocol: "http:", hostname: "host", port })).toBe(address));
