// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { metrics } from "../testing/figures";
import { waitBefore } from "./back_off";
import { Connection, figuresOf, SILENCE_MS } from "./connection";
import { after, type Happening, isFetching, isStale, type Live, START } from "./state";

class FakeSocket {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onclose: (() => void) | undefined;
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
  say(data: unknown): void {
    this.onmessage?.({ data });
  }
}

const FRAME = JSON.stringify({ type: "metrics_update", data: metrics() });

const setUp = (fetchFigures: () => Promise<ReturnType<typeof metrics>> = async () => metrics()) => {
  const sockets: FakeSocket[] = [];
  const told: Happening[] = [];
  const connection = new Connection({
    fetchFigures,
    isLocked: (error) => error === "locked",
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    tell: (happening) => told.push(happening),
  });
  return { connection, sockets, told, kinds: () => told.map(({ kind }) => kind) };
};

describe("the connection", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const settle = () => vi.advanceTimersByTimeAsync(0);

  test("asks once, then listens", async () => {
    const { connection, sockets, kinds } = setUp();
    connection.start();
    await settle();
    sockets[0]?.say(FRAME);
    sockets[0]?.say("{not json");
    sockets[0]?.say(FRAME);
    expect(kinds()).toEqual(["trying", "figures", "opened", "figures", "figures"]);
    connection.stop();
    expect(sockets[0]?.isClosed).toBe(true);
  });

  test("waits longer with every loss, and as long as at first after a success", async () => {
    const { connection, sockets, told } = setUp(async () => Promise.reject(new Error("away")));
    connection.start();
    const waits: number[] = [];
    for (let loss = 0; loss < 4; loss += 1) {
      await settle();
      if (loss === 3) sockets.at(-1)?.say(FRAME);
      sockets.at(-1)?.onclose?.();
      const last = told.at(-1);
      if (last?.kind !== "lost") throw new Error("not lost");
      waits.push(Math.round((last.retryAt - Date.now()) / 1000));
      await vi.advanceTimersByTimeAsync(last.retryAt - Date.now());
    }
    expect(waits[0]).toBeLessThan(waits[1] ?? 0);
    expect(waits[1]).toBeLessThan(waits[2] ?? 0);
    expect(waits[3]).toBe(waits[0]);
    connection.stop();
  });

  test("gives a socket up that says nothing", async () => {
    const { connection, kinds } = setUp();
    connection.start();
    await settle();
    await vi.advanceTimersByTimeAsync(SILENCE_MS);
    expect(kinds().at(-1)).toBe("lost");
    connection.stop();
  });

  test("asks for the token before it opens a socket, and waits for it", async () => {
    const { connection, sockets, kinds } = setUp(async () => Promise.reject("locked"));
    connection.start();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sockets).toEqual([]);
    expect(kinds()).toEqual(["trying", "locked"]);
  });

  test("hurries only while it waits", async () => {
    const { connection, sockets } = setUp();
    connection.start();
    await settle();
    connection.hurry();
    await settle();
    expect(sockets).toHaveLength(1);
    sockets[0]?.onclose?.();
    connection.hurry();
    await settle();
    expect(sockets).toHaveLength(2);
    connection.stop();
  });
});

test.each([
  [1, 1000],
  [2, 2000],
  [4, 8000],
  [6, 30_000],
  [99, 30_000],
  [0, 1000],
])("try %s waits %s ms, give or take a fifth", (tries, wait) => {
  expect(waitBefore(tries, 0.5)).toBe(wait);
  expect(waitBefore(tries, 0)).toBe(wait * 0.8);
  expect(waitBefore(tries, 1)).toBe(wait * 1.2);
});

test.each(["", "null", "7", "[]", '{"type":"news","data":{}}', '{"type":"metrics_update"}'])("%s are no figures", (frame) =>
  expect(figuresOf(frame)).toBeUndefined(),
);

describe("the state", () => {
  const through = (...happenings: readonly Happening[]): Live =>
    happenings.reduce((live, each, index) => after(live, each, index * 1000), START);
  const figures: Happening = { kind: "figures", metrics: metrics() };
  const gone: Happening = { kind: "lost", retryAt: 9 };

  test("figures stay when the link is lost, and are called old", () => {
    const live = through(figures, { kind: "opened" }, gone, gone);
    expect(live.link).toEqual({ kind: "disconnected", since: 2000, tries: 2, retryAt: 9 });
    expect(live.metrics).toBeDefined();
    expect(live.notes.map(({ text }) => text)).toEqual(["Disconnected: the dashboard service is away", "Connected: figures are live"]);
    expect(isStale(live, 2000)).toBe(true);
  });

  test("a service that was never there is said once", () => {
    const { notes, link } = through(gone, { kind: "trying" }, gone);
    expect(notes.map(({ text }) => text)).toEqual(["The dashboard service cannot be reached"]);
    expect(link).toMatchObject({ since: 0, tries: 2 });
  });

  test("figures are fetched before the first come, and while a loss is mended", () => {
    const told = [[], [figures], [figures, gone], [figures, gone, { kind: "trying" }], [gone], [{ kind: "locked" }]] as const;
    expect(told.map((each) => isFetching(through(...each)))).toEqual([true, false, false, true, false, false]);
  });

  test("silence makes figures old", () => {
    const live = through(figures, { kind: "opened" });
    expect([isStale(live, 9_000), isStale(live, 10_001), isStale(START, 99_999)]).toEqual([false, true, false]);
  });

  test("a token that is asked for takes the figures away", () => {
    const live = through(figures, { kind: "locked" });
    expect(live).toMatchObject({ link: { kind: "locked" }, metrics: undefined });
    expect(after(live, { kind: "trying" }, 0).link).toEqual({ kind: "connecting" });
  });
});
