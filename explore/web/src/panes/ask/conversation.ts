import { ApiError, toApiError } from "@discogsography/web/api/client";
import { useSyncExternalStore } from "react";
import { type EntityRef, keyOf } from "../../app/entity";
import { currentParams, navigate } from "../../app/location";
import { applied } from "./actions";
import { readHistory, remembered, writeHistory } from "./history";
import { eventsOf } from "./sse";
import {
  acted,
  answered,
  asked,
  asking,
  failed,
  knownOf,
  MOST_QUESTION,
  parseActions,
  parseAnswer,
  parseError,
  parseStep,
  stepped,
  stopped,
  type Thread,
  type Turn,
  undone,
} from "./thread";

/** The conversation of this visit. It lives outside of the panes, so that it outlives them; a reload forgets it. */
export interface Conversation {
  readonly thread: Thread;
  readonly history: readonly string[];
  /** What was on the screen before the Ask pane was opened. */
  readonly seen: EntityRef | undefined;
  /** Whether the panel beside the other panes is open. */
  readonly isOpen: boolean;
  /** The question of the address that was dealt with last: it is not asked again by going back to it. */
  readonly linked: string | undefined;
  /** Entity that the reader took out of the question's context, as `type:id`. */
  readonly ignored: string | undefined;
}

let conversation: Conversation | undefined;
let running: AbortController | undefined;
let lastId = 0;
const listeners = new Set<() => void>();

const read = (): Conversation => {
  conversation ??= { thread: [], history: readHistory(), seen: undefined, isOpen: false, linked: undefined, ignored: undefined };
  return conversation;
};

const update = (patch: Partial<Conversation>): void => {
  conversation = { ...read(), ...patch };
  for (const listener of listeners) listener();
};
const change = (next: (thread: Thread) => Thread): void => update({ thread: next(read().thread) });

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useConversation = (): Conversation => useSyncExternalStore(subscribe, read);

/** Types that the API takes as what is on the screen. */
const CONTEXT_TYPES = ["artist", "label", "genre", "style", "release"];

const request = (question: string, about: EntityRef | undefined, signal: AbortSignal): Promise<Response> => {
  const context = about !== undefined && CONTEXT_TYPES.includes(about.type) ? { entity_id: about.id, entity_type: about.type } : undefined;
  return fetch("/api/nlq/query", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query: question, ...(context === undefined ? {} : { context }) }),
    signal,
  });
};

/** Applies actions to the address, once an answer. */
const act = (id: number, actions: readonly unknown[]): void => {
  const turn = read().thread.find((each) => each.id === id);
  if (turn?.state !== "asking" || turn.outcomes !== undefined) return;
  const before = currentParams();
  const result = applied(actions, before, knownOf(read().thread));
  change((thread) => acted(thread, id, result, before));
  navigate(result.params);
  // The answer goes along to where it leads.
  if (before.pane === "ask" && result.params.pane !== "ask") update({ isOpen: true });
};

/** Follows a stream to the answer. Returns false when it ended without one. */
const follow = async (id: number, body: ReadableStream<Uint8Array>): Promise<boolean> => {
  for await (const event of eventsOf(body)) {
    if (event.name === "status") {
      const words = parseStep(event.data);
      if (words !== undefined) change((thread) => stepped(thread, id, words, performance.now()));
    } else if (event.name === "actions") {
      const actions = parseActions(event.data);
      if (actions !== undefined) act(id, actions);
    } else if (event.name === "result") {
      const answer = parseAnswer(event.data);
      if (answer === undefined) return false;
      const actions = parseActions(event.data);
      if (actions !== undefined) act(id, actions);
      change((thread) => answered(thread, id, answer, performance.now()));
      return true;
    } else if (event.name === "error") {
      change((thread) => failed(thread, id, { message: parseError(event.data) }, performance.now()));
      return true;
    }
  }
  return false;
};

const run = async (id: number, question: string, about: EntityRef | undefined, signal: AbortSignal): Promise<void> => {
  const fail = (message: string, more: { retryAfterS?: number; isOff?: boolean } = {}): void =>
    change((thread) => failed(thread, id, { message, ...more }, performance.now()));
  try {
    const response = await request(question, about, signal);
    if (!response.ok) throw await toApiError(response);
    const isStream = (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
    if (!isStream || response.body === null) fail("The server sent something that is no answer");
    else if (!(await follow(id, response.body))) fail("The answer broke off before its end");
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ApiError))
      fail(error instanceof RangeError ? "The answer is too large" : "The connection broke before there was an answer");
    else
      fail(error.message, { ...(error.retryAfterS === undefined ? {} : { retryAfterS: error.retryAfterS }), isOff: error.status === 503 });
  } finally {
    if (running?.signal === signal) running = undefined;
  }
};

/** Asks, unless a question is under way or there is nothing to ask. Returns whether it did. */
export const ask = (text: string, about: EntityRef | undefined): boolean => {
  const question = text.trim().slice(0, MOST_QUESTION);
  if (question === "" || asking(read().thread) !== undefined) return false;
  lastId += 1;
  const id = lastId;
  const history = remembered(read().history, question);
  update({ thread: asked(read().thread, id, question, about, performance.now()), history });
  writeHistory(history);
  running = new AbortController();
  void run(id, question, about, running.signal);
  return true;
};

/** Asks the question of the pane's address, unless that was done. */
export const askLinked = (question: string, about: EntityRef | undefined): void => {
  const { linked, thread } = read();
  if (linked === question) return;
  update({ linked: question });
  if (!thread.some((turn) => turn.question === question.trim())) ask(question, about);
};

/** Notes that the address says a question that was asked on the page. */
export const link = (question: string): void => update({ linked: question });

/** Asks a question once more; the new try takes the place of the one that failed. */
export const again = (turn: Turn): boolean => {
  if (asking(read().thread) !== undefined) return false;
  change((thread) => thread.filter((each) => each.id !== turn.id));
  return ask(turn.question, turn.about);
};

/** Gives up the question that is under way; the server stops working on it. */
export const stop = (): void => {
  const turn = asking(read().thread);
  if (turn !== undefined) change((thread) => stopped(thread, turn.id, performance.now()));
  running?.abort();
};

/** Begins anew; recent questions stay. */
export const clear = (): void => {
  stop();
  update({ thread: [], ignored: undefined });
};

export const forgetHistory = (): void => {
  update({ history: [] });
  writeHistory([]);
};

/** Takes back what an answer changed: the address is what it was before. */
export const undo = (turn: Turn): void => {
  if (turn.before === undefined) return;
  change((thread) => undone(thread, turn.id));
  navigate(turn.before);
};

/** Keeps what is on the screen for the Ask pane, whose own address says nothing of it. */
export const see = (entity: EntityRef | undefined): void => {
  const { seen } = read();
  if (seen?.type !== entity?.type || seen?.id !== entity?.id || seen?.name !== entity?.name) update({ seen: entity });
};

export const setOpen = (isOpen: boolean): void => update({ isOpen });

export const ignore = (entity: EntityRef | undefined): void => update({ ignored: entity === undefined ? undefined : keyOf(entity) });
