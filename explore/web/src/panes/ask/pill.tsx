import { classes } from "@discogsography/web/classes";
import { IconButton } from "@discogsography/web/controls/button";
import { Maximize2, MessageSquarePlus, Sparkles, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Action, useActions } from "../../app/actions";
import { isGraph } from "../../app/links";
import { navigate, useParams } from "../../app/location";
import { named, useNodes } from "../../app/use_nodes";
import { clear, see, setOpen, useConversation } from "./conversation";
import { focusOf } from "./focus";
import { digest } from "./mentions";
import styles from "./pill.module.css";
import { aboutOf, Talk } from "./talk";
import { asking } from "./thread";

const NO_ACTIONS: readonly Action[] = [];
const ACTIONS: readonly Action[] = [{ id: "ask.open", title: "Ask about what you see", group: "Ask", keys: "a", run: () => setOpen(true) }];

/** Ask beside every pane: a pill that opens a panel. There is none on the Ask pane itself; the shell shows none while questions are off. */
export const AskPill = () => {
  const params = useParams();
  const pane = params.pane ?? "explore";
  const focus = focusOf(params);
  const nodes = useNodes(focus === undefined ? [] : [focus]);
  const about = focus && named(focus, nodes);
  const { isOpen } = useConversation();
  useEffect(() => {
    if (pane !== "ask") see(about);
  });
  useActions(pane === "ask" ? NO_ACTIONS : ACTIONS);
  if (pane === "ask") return null;
  return isOpen ? <Panel pane={pane} /> : <Collapsed isOnGraph={isGraph(params)} />;
};

const Panel = ({ pane }: { readonly pane: string }) => {
  const { thread, seen, ignored } = useConversation();
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  const close = (): void => {
    setOpen(false);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-testid=nlq-pill-collapsed]")?.focus());
  };
  const keyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    close();
  };
  const last = thread.at(-1);
  const state = asking(thread) !== undefined ? "loading" : last === undefined ? "idle" : "answered";
  return (
    <aside className={styles.panel} aria-label="Ask" onKeyDown={keyDown} data-testid="nlq-pill-expanded" data-state={state}>
      <div className={styles.head}>
        <Sparkles size={18} aria-hidden className={styles.icon} />
        <h2 className={styles.title}>Ask</h2>
        {thread.length > 0 && <IconButton label="Begin anew" icon={MessageSquarePlus} size="small" onClick={clear} />}
        <IconButton label="Open as a pane" icon={Maximize2} size="small" onClick={() => navigate({ pane: "ask" })} />
        <IconButton label="Close" icon={X} size="small" keys="Escape" onClick={close} data-testid="nlq-pill-close" />
      </div>
      <Talk pane={pane} about={aboutOf(seen, ignored)} inputRef={input} />
    </aside>
  );
};

const Collapsed = ({ isOnGraph }: { readonly isOnGraph: boolean }) => {
  const { thread } = useConversation();
  const [dismissed, setDismissed] = useState<number>();
  const last = thread.findLast((turn) => turn.state === "answered");
  const isAsking = asking(thread) !== undefined;
  const hasReceipt = last?.answer !== undefined && last.id !== dismissed && !isAsking;
  return (
    <div className={classes(styles.dock, isOnGraph && styles.onGraph)}>
      {hasReceipt && (
        <div className={styles.receipt} data-testid="nlq-pill-receipt">
          <button type="button" className={styles.reopen} onClick={() => setOpen(true)} data-testid="nlq-pill-receipt-open">
            <bdi>{digest(last.answer?.summary ?? "")}</bdi>
          </button>
          <button
            type="button"
            className={styles.dismiss}
            aria-label="Dismiss the answer"
            onClick={() => setDismissed(last.id)}
            data-testid="nlq-pill-receipt-dismiss"
          >
            <X size={14} aria-hidden />
          </button>
        </div>
      )}
      <button type="button" className={styles.pill} onClick={() => setOpen(true)} data-testid="nlq-pill-collapsed">
        <Sparkles size={16} aria-hidden className={styles.icon} />
        {isAsking ? "Working on it…" : "Ask"}
      </button>
    </div>
  );
};
