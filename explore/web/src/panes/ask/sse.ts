/** One event of a stream of server-sent events. */
export interface SseEvent {
  readonly name: string;
  readonly data: string;
}

/** An event larger than this is none of ours: an answer has a few kilobytes. */
export const MOST_CHARACTERS = 2_000_000;

/** What has been read of a stream so far. `rest` is what no line end has followed yet. */
export interface SseState {
  readonly rest: string;
  readonly name: string;
  readonly data: readonly string[];
}

export const SSE_START: SseState = { rest: "", name: "", data: [] };

/**
 * Takes in the next piece of a stream, wherever it was cut, and gives the events that it completes.
 *
 * Lines end with LF, CR LF or CR; comments (pings), `id` and `retry` are passed over; an event without data is none.
 * A CR at the end of a piece waits for the next one, since its LF may come with it.
 *
 * @throws RangeError when an event grows beyond {@link MOST_CHARACTERS}.
 * Source: the HTML standard, "Server-sent events", "Interpreting an event stream".
 */
export const fed = (state: SseState, piece: string): readonly [SseState, readonly SseEvent[]] => {
  const text = state.rest + piece;
  if (text.length > MOST_CHARACTERS) throw new RangeError("An event of the stream is too large");
  const events: SseEvent[] = [];
  let { name, data } = state;
  let at = 0;
  for (const end of text.matchAll(/\r\n|\n|\r(?!$)/g)) {
    const line = text.slice(at, end.index).replace(/^\uFEFF/, "");
    at = end.index + end[0].length;
    if (line === "") {
      if (data.length > 0) events.push({ name: name || "message", data: data.join("\n") });
      [name, data] = ["", []];
      continue;
    }
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === "event") name = value;
    if (field === "data") data = [...data, value];
  }
  return [{ rest: text.slice(at), name, data }, events];
};

/** The end of a stream completes what only waited for the end of its last lines; half an event is dropped, as the standard says. */
export const ended = (state: SseState): readonly SseEvent[] => (state.rest === "\r" ? fed(state, "\n")[1] : []);

/** Events of a response's body as they come. The caller's abort ends it with the reader's error. */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<SseEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let state = SSE_START;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const [next, events] = fed(state, done ? decoder.decode() : decoder.decode(value, { stream: true }));
      state = next;
      yield* events;
      if (done) break;
    }
    yield* ended(state);
  } finally {
    // Whoever stops listening stops the answer: the API gives up a question that nobody waits for.
    await reader.cancel().catch(() => undefined);
  }
}
