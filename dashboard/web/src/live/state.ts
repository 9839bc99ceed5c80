import type { SystemMetrics } from "../api/schema.gen";
import { LONGEST_LOG, type Note } from "../model/log";

/** How the page stands with the service. */
export type Link =
  | { readonly kind: "connecting" }
  | { readonly kind: "connected" }
  /** Lost, or never had. `retryAt` is undefined while a try is on its way. */
  | { readonly kind: "disconnected"; readonly since: number; readonly tries: number; readonly retryAt: number | undefined }
  /** The service wants its token first. */
  | { readonly kind: "locked" };

export interface Live {
  readonly link: Link;
  readonly metrics: SystemMetrics | undefined;
  /** When the figures came, by the clock of this machine. */
  readonly receivedAt: number | undefined;
  /** What the page itself noticed. */
  readonly notes: readonly Note[];
}

export const START: Live = { link: { kind: "connecting" }, metrics: undefined, receivedAt: undefined, notes: [] };

export type Happening =
  | { readonly kind: "figures"; readonly metrics: SystemMetrics }
  | { readonly kind: "opened" }
  | { readonly kind: "lost"; readonly retryAt: number }
  | { readonly kind: "trying" }
  | { readonly kind: "locked" };

/** What a happening makes of the state. Figures stay when the link is lost: they are old, not wrong. */
export const after = (live: Live, happening: Happening, now: number): Live => {
  switch (happening.kind) {
    case "figures":
      return { ...live, metrics: happening.metrics, receivedAt: now };
    case "opened":
      return noted({ ...live, link: { kind: "connected" } }, { at: now, severity: "info", text: "Connected: figures are live" });
    case "lost":
      return lost(live, happening.retryAt, now);
    case "trying":
      return live.link.kind === "disconnected"
        ? { ...live, link: { ...live.link, retryAt: undefined } }
        : { ...live, link: { kind: "connecting" } };
    case "locked":
      return { ...live, link: { kind: "locked" }, metrics: undefined, receivedAt: undefined };
  }
};

const lost = (live: Live, retryAt: number, now: number): Live => {
  const { link } = live;
  if (link.kind === "disconnected") return { ...live, link: { ...link, tries: link.tries + 1, retryAt } };
  const text = link.kind === "connected" ? "Disconnected: the dashboard service is away" : "The dashboard service cannot be reached";
  return noted({ ...live, link: { kind: "disconnected", since: now, tries: 1, retryAt } }, { at: now, severity: "critical", text });
};

const noted = (live: Live, note: Note): Live => ({ ...live, notes: [note, ...live.notes].slice(0, LONGEST_LOG) });

/** Whether figures are on their way that the reader waits for: the first ones, or those after a loss. */
export const isFetching = ({ link, metrics }: Pick<Live, "link" | "metrics">): boolean =>
  link.kind === "disconnected" ? link.retryAt === undefined : link.kind === "connecting" && metrics === undefined;

/** Figures older than this are said to be old. */
export const STALE_MS = 10_000;

/** Whether what is shown is not what is. */
export const isStale = ({ link, receivedAt }: Live, now: number): boolean =>
  receivedAt !== undefined && (link.kind === "disconnected" || now - receivedAt > STALE_MS);
