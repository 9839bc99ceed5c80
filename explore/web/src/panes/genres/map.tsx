import type { GenreTree } from "@discogsography/web/api/schema.gen";
import { Button, LinkButton } from "@discogsography/web/controls/button";
import { count, counted } from "@discogsography/web/format";
import { ArrowLeft, Network } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { keyOf, shownName } from "../../app/entity";
import { entityHref } from "../../app/links";
import { href } from "../../app/location";
import styles from "./map.module.css";
import { formatView, type View } from "./model";
import { fits, type Rest, type Tile, tiles } from "./tiles";

interface GenreMapProps {
  readonly tree: GenreTree;
  readonly view: View;
  readonly onChange: (view: View) => void;
}

const HEIGHT = 620;
const FIRST_WIDTH = 1200;

/** Genres and styles as areas. A genre's head shows it alone, a style opens in the graph. */
export const GenreMap = ({ tree, view, onChange }: GenreMapProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const only = tree.genres.some(({ name }) => name === view.genre) ? view.genre : undefined;
  const map = useMemo(() => tiles(tree, width, HEIGHT, only), [tree, width, only]);
  const alone = tree.genres.find(({ name }) => name === only);
  return (
    <>
      <div className={styles.head}>
        {alone ? (
          <>
            <Button size="small" icon={ArrowLeft} onClick={() => onChange({ ...view, genre: undefined })}>
              All genres
            </Button>
            <h2 className={styles.title}>
              <bdi>{shownName(alone.name)}</bdi>
            </h2>
            <span>
              {counted(alone.release_count, "release")}, {counted(alone.styles.length, "style")}
            </span>
            <LinkButton size="small" icon={Network} href={entityHref({ type: "genre", id: alone.name, name: alone.name })}>
              Open in the graph
            </LinkButton>
          </>
        ) : (
          <span>Area is the number of releases; styles share the area of their genre. A genre's head shows it alone.</span>
        )}
      </div>
      <div ref={frame}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be drawn in. */}
        <svg className={styles.map} viewBox={`0 0 ${width} ${HEIGHT}`} height={HEIGHT} width="100%" role="group" aria-label="Map of genres">
          {map.genres.map((tile) =>
            only === undefined ? (
              <a
                key={keyOf(tile.entity)}
                href={href({ pane: "genres", ...formatView({ ...view, genre: tile.entity.name }) })}
                aria-label={`${shownName(tile.entity.name)}, ${counted(tile.count, "release")}: show alone`}
                data-tip={`${shownName(tile.entity.name)}: ${counted(tile.count, "release")}`}
                className={styles.genre}
              >
                <Box tile={tile} />
              </a>
            ) : null,
          )}
          {map.styles.map((tile) => (
            <a
              key={`${tile.genre}/${keyOf(tile.entity)}`}
              href={entityHref(tile.entity)}
              aria-label={`${shownName(tile.entity.name)} in ${shownName(tile.genre)}, ${counted(tile.count, "release")}`}
              // In the map of all they are too many to be walked through: a genre shown alone, the tree and the table have them for the keyboard.
              tabIndex={only === undefined ? -1 : undefined}
              data-tip={`${shownName(tile.entity.name)}: ${counted(tile.count, "release")}`}
              className={styles.style}
            >
              <Box tile={tile} />
            </a>
          ))}
          {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of a drawing takes no focus. */}
          <g aria-hidden="true">
            {[...(only === undefined ? map.genres : []), ...map.styles].map((tile) => (
              <Words key={`${tile.genre}/${keyOf(tile.entity)}`} tile={tile} />
            ))}
            {map.rests.map((rest) => (
              <Others key={rest.genre} rest={rest} />
            ))}
          </g>
        </svg>
      </div>
    </>
  );
};

const useWidth = (frame: React.RefObject<HTMLDivElement | null>): number => {
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = (): void => setWidth(Math.max(240, Math.floor(element.clientWidth)));
    measure();
    if (typeof ResizeObserver === "undefined") return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
};

const LEAST_TINT = 8;
const MOST_TINT = 34;

const Box = ({ tile: { entity, x, y, width, height, strength } }: { readonly tile: Tile }) => {
  const isGenre = entity.type === "genre";
  const tint = isGenre ? 0 : LEAST_TINT + (MOST_TINT - LEAST_TINT) * Math.sqrt(strength);
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={isGenre ? 8 : 4}
      style={isGenre ? undefined : { fill: `color-mix(in srgb, var(--node-genre) ${tint}%, var(--bg-deep))` }}
    />
  );
};

/** As much of a name and its number as its rectangle has room for. The link below has both in full, for its name and its tip. */
const Words = ({ tile }: { readonly tile: Tile }) => {
  const { entity, count: releases, x, y, width, hasHead } = tile;
  const room = fits(shownName(entity.name), count(releases), tile);
  return (
    <g className={entity.type === "genre" ? styles.heads : undefined}>
      {room.name && (
        <text x={x + 8} y={y + 16} className={styles.name}>
          {room.name}
        </text>
      )}
      {room.hasCount && (
        <text
          x={hasHead ? x + width - 8 : x + 8}
          y={hasHead ? y + 16 : y + 32}
          textAnchor={hasHead ? "end" : "start"}
          className={styles.count}
        >
          {count(releases)}
        </text>
      )}
    </g>
  );
};

/** How many styles of a genre are too small for the map: the genre below shows them alone. */
const Others = ({ rest: { styles: others, x, y, width, height } }: { readonly rest: Rest }) => {
  const { name } = fits(`${count(others)} more`, "", { width, height, hasHead: false });
  return name === undefined ? null : (
    <text x={x + 8} y={y + 16} className={styles.others}>
      {name}
    </text>
  );
};
