import type { InsightsStatus } from "@discogsography/web/api/schema.gen";
import { Badge } from "@discogsography/web/controls/chip";
import { Reply } from "@discogsography/web/controls/reply";
import { ago } from "@discogsography/web/format";
import { useMemo } from "react";
import { useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import { Completeness } from "./completeness";
import { Computations } from "./computations";
import { GenreTrends } from "./genre_trends";
import { Standings, standingOf } from "./insight_card";
import styles from "./insights.module.css";
import { LabelLongevity } from "./label_longevity";
import { newest, parseView, summary } from "./model";
import { useStatus } from "./queries";
import { HiddenGems, Rarest } from "./rarity";
import { ThisMonth } from "./this_month";
import { TopArtists } from "./top_artists";

export const Pane = () => {
  const params = useParams();
  const view = useMemo(() => parseView(params), [params]);
  const status = useStatus();
  const standings = useMemo(() => standingOf(status.data?.statuses ?? [], status.data?.generation), [status.data]);
  return (
    <PaneFrame
      title="Insights"
      lead="What the catalogue says about itself. Every name opens in the graph."
      actions={status.data && <Summary status={status.data} />}
    >
      <Standings value={standings}>
        <div className={styles.cards}>
          <TopArtists />
          <GenreTrends view={view} />
          <LabelLongevity />
          <ThisMonth />
          <Rarest view={view} />
          <HiddenGems view={view} />
          <Completeness />
          <div className={styles.twelve}>
            <Reply of={status} isCompact>
              {(data) => <Computations status={data} />}
            </Reply>
          </div>
        </div>
      </Standings>
    </PaneFrame>
  );
};

const Summary = ({ status }: { readonly status: InsightsStatus }) => {
  const { failed, running, fresh, total } = summary(status);
  const last = newest(status);
  return (
    <p className={styles.summary}>
      {failed > 0 && (
        <Badge tone="bad">
          {failed} of {total} failed
        </Badge>
      )}
      {running > 0 && <Badge tone="active">{running} computing</Badge>}
      <Badge tone={fresh === total ? "good" : "neutral"}>
        {fresh} of {total} up to date
      </Badge>
      {last && <span>computed {ago(last)}</span>}
    </p>
  );
};
