import type { Start } from "@discogsography/web/api/schema.gen";
import { count } from "@discogsography/web/format";
import { Database } from "lucide-react";
import styles from "./foot.module.css";

/** What is loaded, from when, and whose it is. Keeps its line free until it is known. */
export const Foot = ({ start }: { readonly start: Start | undefined }) => (
  <footer className={styles.foot}>
    {start !== undefined && (
      <>
        {start.dumps.map((dump) => (
          <span key={dump.source}>
            {dump.source === "discogs" && <Database size={14} aria-hidden />}
            {dump.source === "discogs" ? "Discogs" : "MusicBrainz"} dump of <span className="mono">{dump.date ?? dump.version}</span>
          </span>
        ))}
        {KINDS.map(([kind, word]) => (
          <span key={kind}>
            <span className="mono">{count(start.counts[kind])}</span> {word}
          </span>
        ))}
        {start.musicbrainz.artists > 0 && (
          <span>
            MusicBrainz facts for <span className="mono">{count(start.musicbrainz.artists)}</span> artists
          </span>
        )}
        <span>Data: CC0</span>
      </>
    )}
  </footer>
);

const KINDS = [
  ["artists", "artists"],
  ["labels", "labels"],
  ["masters", "masters"],
  ["releases", "releases"],
] as const satisfies readonly (readonly [keyof Start["counts"], string])[];
