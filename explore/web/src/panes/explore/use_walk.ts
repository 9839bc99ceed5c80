import { hooks } from "@discogsography/web/api/client";
import { announce } from "@discogsography/web/controls/announcer";
import { count } from "@discogsography/web/format";
import { keepPreviousData, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { change } from "../../app/location";
import { type NamedNode, withAdded } from "../../graph/added";
import { closedAs, closedWords, countsOf } from "../../graph/arrangement";
import { type Change, fulfil, isExploration, malformed, queryKeyOf } from "../../graph/fetching";
import { type Lens, lensKey } from "../../graph/lens";
import { linkable, toLinks } from "../../graph/links";
import { type Ask, asks, type Exploration, lensChanged, linked, retried, type Session, started } from "../../graph/model";
import { toScene } from "../../graph/scene";
import { restored } from "../../graph/snapshot";
import type { Scene } from "../../graph/types";
import { type Centre, closedParam } from "./model";

/** The centre of a walk and its categories; the one before stays until the answer comes. */
export const useExploration = (centre: Centre) =>
  hooks.useQuery(
    "get",
    "/api/explore",
    {
      params: {
        query: { type: centre.type, ...(centre.id === undefined ? { name: centre.name } : { id: centre.id }), categories: "all" },
      },
    },
    {
      staleTime: Number.POSITIVE_INFINITY,
      placeholderData: keepPreviousData,
      select: (data): Exploration => {
        if (!isExploration(data)) throw malformed();
        return data;
      },
    },
  );

interface Wanted {
  /** Undefined while the answer for this centre is not there. */
  readonly found: Exploration | undefined;
  readonly lens: Lens;
  /** Words of closed categories, as the address has them. */
  readonly closed: readonly string[];
  /** Nodes of a shared view. */
  readonly shared?: readonly NamedNode[] | undefined;
  /** What the address puts beside the centre; undefined while it is being looked up. */
  readonly added: readonly NamedNode[] | undefined;
}

/** Asks for what the walk needs and gives up what it needs no longer. */
const useAsking = (session: Session | undefined, update: (next: Change) => void): void => {
  const queries = useQueryClient();
  const underWay = useRef(new Map<string, Ask>());
  useEffect(() => {
    const needs = session === undefined ? [] : asks(session);
    const ids = new Set(needs.map(({ id }) => id));
    for (const [id, ask] of underWay.current) {
      if (ids.has(id)) continue;
      underWay.current.delete(id);
      void queries.cancelQueries({ queryKey: queryKeyOf(ask), exact: true });
    }
    for (const ask of needs) {
      if (underWay.current.has(ask.id)) continue;
      underWay.current.set(ask.id, ask);
      void fulfil(queries, ask).then((next) => {
        if (underWay.current.get(ask.id) === ask) underWay.current.delete(ask.id);
        if (next !== undefined) update(next);
      });
    }
  }, [session, update, queries]);
};

/** Lines among the nodes, asked for once the picture rests. */
const useLinks = (session: Session | undefined, plain: Scene | undefined): Session | undefined => {
  const nodes = useMemo(() => (plain === undefined ? [] : linkable(plain)), [plain]);
  const isAtRest = session !== undefined && asks(session).length === 0;
  const { data } = hooks.useQuery(
    "post",
    "/api/graph/edges",
    { body: { nodes: [...nodes] } },
    { enabled: isAtRest && nodes.length > 2, placeholderData: keepPreviousData, retry: false },
  );
  return useMemo(
    () => (session && Array.isArray(data?.edges) ? linked(session, session.generation, toLinks(data.edges)) : session),
    [session, data],
  );
};

/** Tells a screen reader of pages as they come. */
const useLoadedWords = (session: Session | undefined): void => {
  const before = useRef<Session | undefined>(undefined);
  useEffect(() => {
    const last = before.current;
    before.current = session;
    if (session === undefined) return;
    if (last?.generation !== session.generation) announce(`Graph around ${session.centre.name}`);
    for (const [key, category] of session.categories) {
      if (category.lens === undefined || last?.categories.get(key)?.children === category.children) continue;
      const { loaded, total } = countsOf(session, key);
      if (!session.now.closed.has(key)) announce(`${category.title}: ${count(loaded)} of ${count(total)}`);
    }
  }, [session]);
};

export interface Walk {
  readonly session: Session | undefined;
  /** Its picture without filters and lines among neighbours. */
  readonly plain: Scene | undefined;
  readonly update: (next: Change) => void;
  /** Something is being fetched. */
  readonly isLoading: boolean;
  readonly retry: () => void;
}

/** The walk around a centre: kept while the address changes around it, begun anew with another centre. */
export const useWalk = ({ found, lens, closed, shared, added }: Wanted): Walk => {
  const [state, setState] = useState<{ readonly found: Exploration; readonly session: Session }>();
  if (found !== undefined && state?.found !== found) {
    const fresh = started(state?.session, found, { lens, closed });
    setState({ found, session: shared === undefined ? fresh : restored(fresh, shared) });
  }
  const session = state?.session;
  const update = useCallback((next: Change) => setState((now) => now && { ...now, session: next(now.session) }), []);
  const isCurrent = found !== undefined;

  // A walk around another centre begins without them.
  useEffect(() => {
    if (found !== undefined && added !== undefined) update((now) => withAdded(now, added));
  }, [found, added, update]);

  const years = lensKey(lens);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text of a lens stands for it; the object is made anew by each reading of the address
  useEffect(() => {
    if (isCurrent) update((now) => lensChanged(now, lens));
  }, [years, isCurrent, update]);

  const asked = closedParam(closed) ?? "";
  const isRestored = shared !== undefined;
  const drawn = session === undefined ? undefined : (closedParam(closedWords(session)) ?? "");
  const written = useRef(asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above, the text stands for the words
  useEffect(() => {
    if (!isCurrent || isRestored || asked === written.current) return;
    written.current = asked;
    update((now) => closedAs(now, closed));
  }, [asked, isCurrent, isRestored, update]);
  useEffect(() => {
    if (!isCurrent || isRestored || drawn === undefined || drawn === written.current) return;
    written.current = drawn;
    change({ closed: drawn || undefined }, "replace");
  }, [drawn, isCurrent, isRestored]);

  useAsking(session, update);
  useLoadedWords(session);
  const plain = useMemo(() => session && toScene(session), [session]);
  const linkedSession = useLinks(session, plain);
  const retry = useCallback(() => update(retried), [update]);
  return useMemo(
    () => ({ session: linkedSession, plain, update, isLoading: linkedSession !== undefined && asks(linkedSession).length > 0, retry }),
    [linkedSession, plain, update, retry],
  );
};
