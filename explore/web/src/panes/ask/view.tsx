import { hooks } from "@discogsography/web/api/client";
import type { NlqStatus } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Reply } from "@discogsography/web/controls/reply";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { MessageSquarePlus } from "lucide-react";
import { useEffect, useRef } from "react";
import { change, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { PANE_TITLES } from "../../app/panes";
import { askLinked, clear, link, useConversation } from "./conversation";
import { aboutOf, Talk } from "./talk";
import styles from "./view.module.css";

/*
 * Address of the pane:
 *   question   asked when the pane is opened with it, unless the conversation has it already
 */

export const Pane = () => {
  const status = hooks.useQuery("get", "/api/nlq/status");
  const { thread } = useConversation();
  const actions =
    thread.length > 0 ? (
      <Button icon={MessageSquarePlus} onClick={beginAnew}>
        Begin anew
      </Button>
    ) : undefined;
  return (
    <PaneFrame title={PANE_TITLES.ask} lead="Questions in plain language, answered from the loaded catalogue." actions={actions}>
      <Reply of={status}>{(state) => (state.enabled ? <Open /> : <Off status={state} />)}</Reply>
    </PaneFrame>
  );
};

const Open = () => {
  const { question } = useParams();
  const { seen, ignored } = useConversation();
  const about = aboutOf(seen, ignored);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (question !== undefined) askLinked(question, about);
  }, [question, about]);
  return (
    <section className={styles.card} aria-label="Conversation and question" data-testid="nlq-pane">
      <VisuallyHidden>
        <h2>Conversation</h2>
      </VisuallyHidden>
      <Talk pane="explore" about={about} inputRef={input} onAsked={rememberInAddress} />
    </section>
  );
};

const rememberInAddress = (question: string): void => {
  link(question);
  change({ question }, "replace");
};

const beginAnew = (): void => {
  clear();
  change({ question: undefined }, "replace");
};

/** Says why questions are off, and what whoever runs the catalogue has to do. */
const Off = ({ status }: { readonly status: NlqStatus }) => (
  <StateBlock
    kind="empty"
    title="Questions are switched off here"
    text={
      <>
        {status.reason && <p>{status.reason}.</p>}
        <p>
          Whoever runs this catalogue turns them on: set <code>NLQ_ENABLED=true</code> and <code>NLQ_API_KEY</code> for the API, or{" "}
          <code>NLQ_BASE_URL</code> for a model of your own, and start it again. Everything else works without.
        </p>
      </>
    }
  />
);
