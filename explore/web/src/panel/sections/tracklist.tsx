import type { ReleasePage, Track } from "@discogsography/web/api/schema.gen";
import { classes } from "@discogsography/web/classes";
import { Bar } from "@discogsography/web/controls/bar";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { counted } from "@discogsography/web/format";
import { shownName } from "../../app/entity";
import { duration, playtime, spokenDuration, trackSeconds } from "../model/duration";
import { Artists, FirstOf } from "../parts/names";
import { Nothing, Section } from "../parts/section";
import styles from "./tracklist.module.css";

/** Tracks with their lengths; bars are measured by the longest. */
export const Tracklist = ({ release }: { readonly release: ReleasePage }) => {
  const sums = playtime(release.tracks);
  const total = release.duration_s ?? sums.seconds;
  const length = duration(total) && `${duration(total)}${release.duration_s === null && sums.untimed > 0 ? " and more" : ""}`;
  return (
    <Section
      title="Tracklist"
      aside={
        sums.tracks > 0 && (
          <span className={styles.sum}>
            {counted(sums.tracks, "track")}
            {length && ` · ${length}`}
          </span>
        )
      }
    >
      {release.tracks.length === 0 ? (
        <Nothing>No tracks were entered for this release.</Nothing>
      ) : (
        <FirstOf items={release.tracks} first={60} noun={["track", "tracks"]}>
          {(shown) => (
            <ol className={styles.tracks}>
              {shown.map((track, index) => (
                <TrackRow key={index} track={track} longest={sums.longest} />
              ))}
            </ol>
          )}
        </FirstOf>
      )}
    </Section>
  );
};

const TrackRow = ({ track, longest, isPart = false }: { readonly track: Track; readonly longest: number; readonly isPart?: boolean }) => {
  const title = <bdi className={styles.title}>{shownName(track.title ?? "")}</bdi>;
  if (track.kind === "heading") return <li className={styles.heading}>{title}</li>;
  const seconds = trackSeconds(track);
  const parts = track.sub_tracks ?? [];
  const isPlain = longest === 0;
  return (
    <li>
      <div className={classes(styles.track, isPart && styles.part, isPlain && styles.plain)}>
        <span className={styles.position}>{track.position}</span>
        <span className={styles.words}>
          {title}
          {track.artists.length > 0 && (
            <span className={styles.artists}>
              <Artists artists={track.artists} />
            </span>
          )}
        </span>
        {!isPlain && (
          <>
            <span className={styles.bar}>{seconds > 0 && <Bar share={seconds / longest} tone="release" />}</span>
            <span className={styles.time}>
              <span aria-hidden>{duration(seconds) || track.duration || "–"}</span>
              <VisuallyHidden>{seconds > 0 ? spokenDuration(seconds) : "length not known"}</VisuallyHidden>
            </span>
          </>
        )}
      </div>
      {parts.length > 0 && (
        <ol>
          {parts.map((each, index) => (
            <TrackRow key={index} track={each} longest={longest} isPart />
          ))}
        </ol>
      )}
    </li>
  );
};
