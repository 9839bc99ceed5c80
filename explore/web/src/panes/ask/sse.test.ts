// @vitest-environment node
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ended, eventsOf, fed, MOST_CHARACTERS, SSE_START, type SseEvent } from "./sse";

const read = (pieces: readonly string[]): readonly SseEvent[] => {
  const events: SseEvent[] = [];
  let state = SSE_START;
  for (const piece of pieces) {
    const [next, found] = fed(state, piece);
    state = next;
    events.push(...found);
  }
  return [...events, ...ended(state)];
};

const STREAM = [
  ": ping - 2026-01-01\r\n\r\n",
  'event: status\r\ndata: {"step": "Running search..."}\r\n\r\n',
  'event: actions\r\ndata: {"actions": []}\r\n\r\n',
  'event: result\r\ndata: {"summary": "Björk – 日本"}\r\n\r\n',
].join("");
const EVENTS = [
  { name: "status", data: '{"step": "Running search..."}' },
  { name: "actions", data: '{"actions": []}' },
  { name: "result", data: '{"summary": "Björk – 日本"}' },
];

describe("a stream of events", () => {
  it.each([
    ["CR LF", STREAM],
    ["LF", STREAM.replaceAll("\r\n", "\n")],
    ["CR", STREAM.replaceAll("\r\n", "\r")],
  ])("reads lines that end with %s", (_, text) => expect(read([text])).toEqual(EVENTS));

  it("reads the same however it was cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), fc.boolean(), (cuts, crlf) => {
        const text = crlf ? STREAM : STREAM.replaceAll("\r\n", "\r");
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length];
        expect(read(at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(EVENTS);
      }),
    );
  });

  it.each<[string, string, readonly SseEvent[]]>([
    ["joins lines of data", "data: a\ndata:b\n\n", [{ name: "message", data: "a\nb" }]],
    ["passes over comments, ids and retries", ":x\nid: 1\nretry: 9\ndata: a\n\n", [{ name: "message", data: "a" }]],
    ["forgets the name of an event without data", "event: status\n\ndata: a\n\n", [{ name: "message", data: "a" }]],
    ["keeps colons of the data", "event:result\ndata: a: b\n\n", [{ name: "result", data: "a: b" }]],
    ["drops an event that never ends", "event: result\ndata: {}\n", []],
    ["drops half a line", "event: result\ndata: {}\n\ndat", [{ name: "result", data: "{}" }]],
    ["takes a field without a colon", "data\n\n", [{ name: "message", data: "" }]],
    ["takes a byte order mark", "\uFEFFdata: a\n\n", [{ name: "message", data: "a" }]],
  ])("%s", (_, text, events) => expect(read([text])).toEqual(events));

  it("ends when an event grows without end", () => {
    expect(() => fed(SSE_START, `data: ${"x".repeat(MOST_CHARACTERS)}`)).toThrow(RangeError);
  });

  it("keeps letters whole that lie across two pieces, and cancels what it leaves", async () => {
    const bytes = new TextEncoder().encode(STREAM);
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let at = 0; at < bytes.length; at += 3) controller.enqueue(bytes.slice(at, at + 3));
        controller.close();
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const found: SseEvent[] = [];
    for await (const event of eventsOf(body)) found.push(event);
    expect(found).toEqual(EVENTS);

    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("data: a\n\n")),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const event of eventsOf(endless)) {
      expect(event.data).toBe("a");
      break;
    }
    expect(isCancelled).toBe(true);
  });
});
