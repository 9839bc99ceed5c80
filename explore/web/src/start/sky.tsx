import { classes } from "@discogsography/web/classes";
import type { EntityType } from "../app/entity";
import styles from "./sky.module.css";

interface Star {
  readonly type: EntityType;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

interface Piece {
  readonly stars: readonly Star[];
  /** Pairs of stars that a line joins; dotted for credits. */
  readonly lines: readonly (readonly [number, number, "plain" | "dotted"])[];
}

const LEFT: Piece = {
  stars: [
    { type: "artist", x: 82, y: 150, size: 20 },
    { type: "release", x: 166, y: 58, size: 12 },
    { type: "person", x: 280, y: 42, size: 12 },
    { type: "style", x: 230, y: 116, size: 16 },
    { type: "label", x: 206, y: 232, size: 14 },
    { type: "release", x: 44, y: 282, size: 12 },
    { type: "release", x: 128, y: 356, size: 10 },
  ],
  lines: [
    [0, 1, "plain"],
    [1, 2, "dotted"],
    [0, 3, "plain"],
    [3, 4, "dotted"],
    [0, 4, "plain"],
    [0, 5, "plain"],
    [4, 6, "plain"],
  ],
};
const RIGHT: Piece = {
  stars: [
    { type: "label", x: 126, y: 58, size: 14 },
    { type: "artist", x: 228, y: 122, size: 18 },
    { type: "style", x: 74, y: 154, size: 16 },
    { type: "release", x: 164, y: 226, size: 12 },
    { type: "release", x: 274, y: 234, size: 12 },
    { type: "release", x: 100, y: 284, size: 10 },
    { type: "person", x: 248, y: 330, size: 12 },
  ],
  lines: [
    [1, 0, "plain"],
    [0, 2, "dotted"],
    [1, 3, "plain"],
    [1, 4, "plain"],
    [2, 3, "plain"],
    [3, 5, "plain"],
    [4, 6, "dotted"],
  ],
};

const SHAPES: Readonly<Partial<Record<EntityType, string>>> = {
  release: "M0-1a1 1 0 1 1 0 2 1 1 0 1 1 0-2Zm0 .62a.38.38 0 1 0 0 .76.38.38 0 0 0 0-.76Z",
  label: "M-.8-1h1.6a.2.2 0 0 1 .2.2v1.6a.2.2 0 0 1-.2.2h-1.6a.2.2 0 0 1-.2-.2v-1.6a.2.2 0 0 1 .2-.2Z",
  style: "M0-1 1 0 0 1-1 0Z",
  artist: "M0-1a1 1 0 1 1 0 2 1 1 0 1 1 0-2Z",
  person: "M0-1a1 1 0 1 1 0 2 1 1 0 1 1 0-2Zm0 .28a.72.72 0 1 0 0 1.44.72.72 0 0 0 0-1.44Zm0 .37a.35.35 0 1 1 0 .7.35.35 0 0 1 0-.7Z",
};

/** A bit of graph at both sides of the start page, for wide screens. */
export const Sky = () => (
  <>
    <Drawing piece={LEFT} side={styles.left} />
    <Drawing piece={RIGHT} side={styles.right} />
  </>
);

const Drawing = ({ piece: { stars, lines }, side }: { readonly piece: Piece; readonly side: string | undefined }) => (
  <svg className={classes(styles.sky, side)} viewBox="0 0 320 400" aria-hidden="true">
    {lines.map(([from, to, kind]) => {
      const a = stars[from];
      const b = stars[to];
      if (a === undefined || b === undefined) return null;
      const bend = (b.x - a.x) * 0.12;
      return (
        <path
          key={`${from}-${to}`}
          className={classes(styles.line, kind === "dotted" && styles.dotted)}
          d={`M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${(a.y + b.y) / 2 - bend} ${b.x} ${b.y}`}
        />
      );
    })}
    {stars.map((star) => (
      <path
        key={`${star.x}-${star.y}`}
        className={classes(styles.star, styles[star.type])}
        fillRule="evenodd"
        transform={`translate(${star.x} ${star.y}) scale(${star.size / 2})`}
        d={SHAPES[star.type]}
      />
    ))}
  </svg>
);
