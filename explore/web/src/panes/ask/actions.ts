import type { Mentioned } from "@discogsography/web/api/schema.gen";
import { href, type Params } from "../../app/location";
import { EFFECTS, isRecord, list, MOST_ACTIONS, type Run, text } from "./effects";

/** What became of one action of an answer, in words for the receipt. */
export interface Outcome {
  readonly type: string;
  readonly isDone: boolean;
  /** What was done, or what was asked for. */
  readonly words: string;
  /** Why it was not done. */
  readonly reason?: string;
}

/** What an answer does to the page: its new address, and what is told of it. */
export interface Applied {
  readonly params: Params;
  readonly outcomes: readonly Outcome[];
  readonly followups: readonly string[];
}

/** The order in which actions take effect, whatever the order they came in. */
const ORDER = [
  "switch_pane",
  "set_trend_range",
  "filter_graph",
  "seed_graph",
  "find_path",
  "show_credits",
  "highlight_path",
  "focus_node",
  "open_insight_tile",
  "suggest_followups",
] as const;

const typeOf = (action: unknown): string => (isRecord(action) ? (text(action.type) ?? "") : "");
const rank = (action: unknown): number => {
  const at = (ORDER as readonly string[]).indexOf(typeOf(action));
  return at < 0 ? ORDER.length : at;
};

/** What the actions of an answer do to an address. Nothing of them is trusted: what is unknown or invalid is skipped, and said. */
export const applied = (actions: readonly unknown[], params: Params, known: readonly Mentioned[]): Applied => {
  const ordered = actions.slice(0, MOST_ACTIONS).toSorted((a, b) => rank(a) - rank(b));
  const opensGraph = ordered.some((each) => typeOf(each) === "focus_node" || typeOf(each) === "seed_graph");
  let run: Run = { params, known, filter: {}, opensGraph, isTrend: false, hasPath: false };
  const outcomes: Outcome[] = [];
  const followups = new Set<string>();
  for (const action of ordered) {
    const type = typeOf(action);
    if (type === "suggest_followups" && isRecord(action)) {
      for (const query of list(action.queries)) if (text(query) !== undefined) followups.add(text(query) ?? "");
      continue;
    }
    const effect = Object.hasOwn(EFFECTS, type) && isRecord(action) ? EFFECTS[type]?.(action, run) : undefined;
    if (effect === undefined)
      outcomes.push({ type, isDone: false, words: `“${type.replaceAll("_", " ") || "?"}”`, reason: "the page cannot do this" });
    else if ("reason" in effect) outcomes.push({ type, isDone: false, words: effect.words, reason: effect.reason });
    else {
      run = effect.run;
      outcomes.push({ type, isDone: true, words: effect.words });
    }
  }
  return { params: href(run.params) === href(params) ? params : run.params, outcomes, followups: [...followups] };
};
