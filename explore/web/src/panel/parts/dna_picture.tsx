import type { LabelDna } from "@discogsography/web/api/schema.gen";
import { counted, percent } from "@discogsography/web/format";
import { toneColour } from "@discogsography/web/tone";
import { shownName } from "../../app/entity";
import { RINGS, type RingId, ring, type Share, sharesOf } from "../model/rings";
import styles from "./dna_picture.module.css";

/** The picture's own units: rings from 96 inwards, a label in the middle as on a record. */
const RADII: Readonly<Record<RingId, readonly [inner: number, outer: number]>> = {
  decades: [81, 94],
  formats: [66, 79],
  styles: [51, 64],
  genres: [36, 49],
};
const DISC = 97;
const LABEL = 31;

const top = (name: string, [first]: readonly Share[]): string =>
  first ? `${name} mostly ${first.name} (${percent(first.share)})` : `${name} unknown`;

/** Its words: the greatest share of each ring. */
const words = (dna: LabelDna): string => {
  const shares = sharesOf(dna);
  return `DNA of ${shownName(dna.label_name)}: ${RINGS.map(({ id, title }) => top(title.toLowerCase(), greatestFirst(shares[id]))).join(", ")}`;
};

const greatestFirst = (shares: readonly Share[]): readonly Share[] => shares.toSorted((a, b) => b.share - a.share);

/** Four rings, from outside in decades, formats, styles and genres; shares clockwise from noon. `size` in pixels; small ones have no text. */
export const DnaPicture = ({ dna, size }: { readonly dna: LabelDna; readonly size: number }) => {
  const shares = sharesOf(dna);
  const hasText = size >= 220;
  return (
    <svg role="img" aria-label={words(dna)} className={styles.picture} viewBox="-100 -100 200 200" width={size} height={size}>
      <circle r={DISC} className={styles.disc} />
      {RINGS.map(({ id, one, tone }) => (
        <g key={id} fill={toneColour(tone)}>
          {ring(shares[id], ...RADII[id]).map((arc) => (
            <path key={arc.name} d={arc.path} fillOpacity={arc.strength} fillRule="evenodd" className={styles.arc}>
              <title>{`${arc.name}: ${counted(arc.count, "release")}, ${percent(arc.share)} of all by ${one}`}</title>
            </path>
          ))}
        </g>
      ))}
      <circle r={LABEL} className={styles.label} />
      <circle r="1.8" className={styles.hole} />
      {hasText && (
        <>
          <text y="-9" className={styles.name} aria-hidden>
            {shortened(shownName(dna.label_name))}
          </text>
          <text y="15" className={styles.count} aria-hidden>
            {counted(dna.release_count, "release")}
          </text>
        </>
      )}
    </svg>
  );
};

/** Names that do not fit into the middle of the record end early. */
const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length <= 12 ? name : `${letters.slice(0, 11).join("").trimEnd()}…`;
};
