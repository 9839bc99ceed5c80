// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { Alert, Event } from "../api/schema.gen";
import type { Live } from "../live/state";
import { metrics } from "../testing/figures";
import { codeParts, sentence } from "./code_parts";
import { logOf } from "./log";
import { newsBetween } from "./news";

const alert = (id: string, severity: Alert["severity"]): Alert => ({
  id,
  kind: "queue_depth",
  severity,
  title: `alert ${id}`,
  detail: "",
  error: null,
  since: "2026-08-02T21:18:04Z",
  action: "",
  subject: "queue",
  name: "",
});
const live = (told: Partial<Live> = {}): Live => ({ link: { kind: "connected" }, metrics: metrics(), receivedAt: 0, notes: [], ...told });
const lost = live({ link: { kind: "disconnected", since: 0, tries: 1, retryAt: 0 } });

describe("what is read aloud", () => {
  test("the first figures, in a word", () => expect(newsBetween(undefined, live())).toEqual(["Services: Operational"]));

  test("nothing while only figures change", () =>
    expect(newsBetween(live(), live({ metrics: metrics({ timestamp: "2026-08-02T21:18:06Z" }) }))).toEqual([]));

  test("that the connection was lost, and that it is back", () => {
    expect(newsBetween(live(), lost)).toEqual(["Disconnected. The figures are no longer live"]);
    expect(newsBetween(lost, lost)).toEqual([]);
    expect(newsBetween(lost, live())).toEqual(["Connected again. The figures are live"]);
  });

  test("alerts that came, services as a whole", () => {
    const before = live({ metrics: metrics({ alerts: [alert("a", "warning")] }) });
    const after = live({
      metrics: metrics({ status: "degraded", alerts: [alert("a", "warning"), alert("b", "critical"), alert("c", "info")] }),
    });
    expect(newsBetween(before, after)).toEqual(["Services: Degraded", "Critical: alert b"]);
  });
});

describe("the log", () => {
  const events: readonly Event[] = [
    { id: 2, at: "2026-08-02T21:00:02Z", severity: "warning", text: "two" },
    { id: 1, at: "2026-08-02T21:00:01Z", severity: "info", text: "one" },
  ];
  const note = { at: Date.parse("2026-08-02T21:00:03Z"), severity: "critical", text: "three" } as const;

  test("has the newest first, from the service and from the page", () =>
    expect(logOf(events, [note], "all").map(({ text }) => text)).toEqual(["three", "two", "one"]));

  test("leaves out what is only information", () => expect(logOf(events, [], "warnings").map(({ text }) => text)).toEqual(["two"]));

  test("ends somewhere", () => {
    const many = Array.from({ length: 80 }, (_, id) => ({ id, at: "2026-08-02T21:00:02Z", severity: "info", text: "" }) as const);
    expect(logOf(many, [], "all")).toHaveLength(50);
  });
});

test.each([
  ["see its log", "see its log."],
  ["see its log.", "see its log."],
  ["run `just dlq list`", "run `just dlq list`."],
  ["", ""],
])("%s is a sentence", (text, whole) => expect(sentence(text)).toBe(whole));

test("code in a sentence", () =>
  expect(codeParts("Run `just dlq list`.")).toEqual([
    { text: "Run ", isCode: false },
    { text: "just dlq list", isCode: true },
    { text: ".", isCode: false },
  ]));
