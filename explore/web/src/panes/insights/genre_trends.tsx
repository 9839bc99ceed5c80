import { hooks } from "@discogsography/web/api/client";
import type { GenreTrends as Answer, GenreTree } from "@discogsography/web/api/schema.gen";
import { Lines } from "@discogsography/web/charts/lines";
import { Button } from "@discogsography/web/controls/button";
import { Chip } from "@discogsography/web/controls/chip";
import { Menu } from "@discogsography/web/controls/menu";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { seriesStyle } from "@discogsography/web/tone";
import { useQueries } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { checked } from "../../app/checked";
import { EntityLink } from "../../app/entity_link";
import { joined } from "../../app/joined";
import { change } from "../../app/location";
import styles from "./genre_trends.module.css";
import { InsightCard } from "./insight_card";
import insights from "./insights.module.css";
import { decadePoints, FIRST_GENRES, formatView, MAX_GENRES, type View } from "./model";

const wholeTree = checked<GenreTree>(({ genres }) => Array.isArray(genres) && genres.every(({ name }) => typeof name === "string"));
const whole = checked<Answer>(({ trends }) => Array.isArray(trends) && trends.every(({ decade }) => Number.isInteger(decade)));

/** Releases by decade of up to five genres. Which genres there are, the catalogue says. */
export const GenreTrends = ({ view }: { readonly view: View }) => {
  const tree = hooks.useQuery("get", "/api/genre-tree", {}, { select: wholeTree });
  const all = tree.data?.genres.map(({ name }) => name) ?? [];
  const chosen = view.genres.length > 0 ? view.genres : all.slice(0, FIRST_GENRES);
  const trends = useQueries({
    queries: chosen.map((genre) => ({
      ...hooks.queryOptions("get", "/api/insights/genre-trends", { params: { query: { genre } } }),
      select: whole,
    })),
  });
  const choose = (genres: readonly string[]): void => change(formatView({ ...view, genres }));
  const rest = all.filter((genre) => !chosen.includes(genre));
  const failed = chosen.flatMap((genre, index) => {
    const query = trends[index];
    return query?.error && query.data === undefined ? [{ genre, query }] : [];
  });
  // The chart leaves out what has no points, and gives its colours to the others in order.
  const drawn = chosen.filter((_, index) => (trends[index]?.data?.trends.length ?? 0) > 0);
  const isPartly = failed.length > 0 && failed.length < chosen.length;

  return (
    <InsightCard
      title="Genre trends"
      from="genre_trends"
      className={insights.seven}
      aside={
        <Segmented
          label="Scale"
          value={view.isShare ? "share" : "count"}
          options={[
            { value: "count", title: "Count" },
            { value: "share", title: "Share" },
          ]}
          onChange={(scale) => change(formatView({ ...view, isShare: scale === "share" }))}
        />
      }
    >
      <div className={styles.chips}>
        {chosen.map((genre) => (
          <Chip
            key={genre}
            mark={drawn.includes(genre) && <i className={styles.dot} style={{ background: seriesStyle(drawn.indexOf(genre)).colour }} />}
            onRemove={chosen.length > 1 ? () => choose(chosen.filter((each) => each !== genre)) : undefined}
            removeLabel={genre}
          >
            <EntityLink entity={{ type: "genre", id: genre, name: genre }} className={styles.genre ?? ""} />
          </Chip>
        ))}
        {rest.length > 0 && chosen.length < MAX_GENRES && (
          <Menu
            label="Genres to add"
            align="start"
            trigger={
              <Button size="small" icon={Plus}>
                Add
              </Button>
            }
            items={rest.map((genre) => ({ title: genre, onSelect: () => choose([...chosen, genre]) }))}
          />
        )}
      </div>
      {chosen.length === 0 ? (
        <Reply
          of={tree}
          skeleton={<Skeleton height={240} />}
          isEmpty={({ genres }) => genres.length === 0}
          empty={<StateBlock kind="empty" title="No genres yet" text="They come with the first releases." isCompact />}
          isCompact
        >
          {() => null}
        </Reply>
      ) : (
        <Reply of={joined(trends)} skeleton={<Skeleton height={240} />} isCompact>
          {() => (
            <Lines
              label={view.isShare ? "Share of a genre's releases by decade, in percent" : "Releases by decade and genre"}
              series={chosen.flatMap((genre, index) => {
                const answer = trends[index]?.data;
                return answer ? [{ name: genre, points: decadePoints(answer, view.isShare) }] : [];
              })}
              step={10}
              yearFormat={(decade) => `${decade}s`}
              {...(view.isShare && { format: (share: number) => `${share}%` })}
            />
          )}
        </Reply>
      )}
      {isPartly &&
        failed.map(({ genre, query }) => (
          <div key={genre} className={styles.failed}>
            <p>{genre} is missing from the picture:</p>
            <Reply of={query} isCompact>
              {() => null}
            </Reply>
          </div>
        ))}
    </InsightCard>
  );
};
