import { classes } from "@discogsography/web/classes";
import { Announcer } from "@discogsography/web/controls/announcer";
import { SkipLink } from "@discogsography/web/controls/frame";
import { Tips } from "@discogsography/web/controls/tips";
import { followTheme } from "@discogsography/web/theme_choice";
import { useEffect } from "react";
import { isFetching, isStale, type Live } from "../live/state";
import { stayConnected, useLive } from "../live/store";
import { useAnnouncements } from "../live/use_announcements";
import { useHistory } from "../live/use_history";
import { useNow } from "../live/use_now";
import { useThresholds } from "../live/use_thresholds";
import type { Window } from "../model/history";
import { pipelinesOf } from "../model/pipelines";
import { AlertsCard } from "../parts/alerts/alerts_card";
import { DeadLettersCard } from "../parts/dead_letters/dead_letters_card";
import { ImportCard } from "../parts/imports/import_card";
import { LogCard } from "../parts/log/log_card";
import { PipelineCard } from "../parts/pipeline/pipeline_card";
import { QueuesCard } from "../parts/queues/queues_card";
import { StoreCards } from "../parts/stores/store_cards";
import { useChoice } from "./choice";
import { ConnectionBanner } from "./connection_banner";
import { Footer } from "./footer";
import { Header } from "./header";
import { NoPipelines } from "./no_pipelines";
import styles from "./page.module.css";
import { PageSkeleton } from "./page_skeleton";
import { TokenPrompt } from "./token_prompt";

/** The dashboard: header, what is known, and what is said about the connection. */
export const Page = () => {
  const live = useLive();
  const [queues, chooseQueues] = useChoice("queues");
  useEffect(followTheme, []);
  useEffect(stayConnected, []);
  useAnnouncements(live);
  const ofDeadLetters = queues === "dead-letters";
  return (
    <>
      <SkipLink />
      <Header
        link={live.link}
        metrics={live.metrics}
        areDeadLettersShown={ofDeadLetters}
        onDeadLetters={(are) => chooseQueues(are ? "dead-letters" : "main")}
      />
      <Main live={live} ofDeadLetters={ofDeadLetters} />
      <ConnectionBanner live={live} />
      <Tips />
      <Announcer />
    </>
  );
};

const Main = ({ live, ofDeadLetters }: { readonly live: Live; readonly ofDeadLetters: boolean }) => {
  const now = useNow();
  return (
    <main
      id="main"
      tabIndex={-1}
      className={classes(styles.main, isStale(live, now) && styles.stale)}
      data-stale={isStale(live, now)}
      aria-busy={isFetching(live)}
    >
      {live.link.kind === "locked" ? (
        <TokenPrompt />
      ) : live.metrics === undefined ? (
        <PageSkeleton isFetching={isFetching(live)} />
      ) : (
        <Figures live={live} metrics={live.metrics} ofDeadLetters={ofDeadLetters} />
      )}
    </main>
  );
};

interface FiguresProps {
  readonly live: Live;
  readonly metrics: NonNullable<Live["metrics"]>;
  readonly ofDeadLetters: boolean;
}

const Figures = ({ live, metrics, ofDeadLetters }: FiguresProps) => {
  const isConnected = live.link.kind === "connected";
  const [minutes] = useChoice("minutes");
  const history = useHistory(Number(minutes) as Window, isConnected);
  const thresholds = useThresholds(isConnected);
  const deep = thresholds.find(({ kind, severity }) => kind === "queue_depth" && severity === "warning")?.fires_at ?? undefined;
  const pipelines = pipelinesOf(metrics);
  return (
    <>
      <div className={styles.top}>
        <ImportCard metrics={metrics} />
        <div className={styles.aside}>
          <AlertsCard alerts={metrics.alerts} thresholds={thresholds} />
        </div>
      </div>
      {pipelines.length === 0 ? (
        <NoPipelines />
      ) : (
        <>
          <div className={styles.pair}>
            {pipelines.map(([id, pipeline]) => (
              <PipelineCard key={id} id={id} pipeline={pipeline} history={history} ofDeadLetters={ofDeadLetters} />
            ))}
          </div>
          <QueuesCard metrics={metrics} history={history} ofDeadLetters={ofDeadLetters} threshold={deep} />
        </>
      )}
      <StoreCards metrics={metrics} history={history} />
      <div className={styles.foot}>
        <DeadLettersCard letters={metrics.dead_letters} now={Date.parse(metrics.timestamp)} />
        <LogCard events={metrics.events} live={live} />
      </div>
      <Footer metrics={metrics} />
    </>
  );
};
