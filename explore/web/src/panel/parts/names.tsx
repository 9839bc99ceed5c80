import type { ArtistCredit, TagCount } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Tag } from "@discogsography/web/controls/chip";
import { counted } from "@discogsography/web/format";
import { Fragment, type ReactNode, useState } from "react";
import { type EntityRef, type EntityType, shownName } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { entityHref } from "../../app/links";
import styles from "./names.module.css";

/** A name that the API may have without an id: then there is nothing to lead to. */
export const MaybeLink = ({
  type,
  id,
  name,
  mark = false,
  children,
}: {
  readonly type: EntityType;
  readonly id: string | null;
  readonly name: string;
  readonly mark?: boolean;
  readonly children?: ReactNode;
}) =>
  id === null ? (
    <bdi>{children ?? shownName(name)}</bdi>
  ) : (
    <EntityLink entity={{ type, id, name }} mark={mark}>
      {children}
    </EntityLink>
  );

/** Artists as they are printed on the sleeve, with the words between them. */
export const Artists = ({ artists }: { readonly artists: readonly ArtistCredit[] }) =>
  artists.map((artist, index) => {
    const isLast = index === artists.length - 1;
    const join = artist.join?.trim() ?? "";
    return (
      <Fragment key={index}>
        <MaybeLink type="artist" id={artist.id} name={artist.name}>
          {artist.anv ? shownName(artist.anv) : undefined}
        </MaybeLink>
        {isLast ? "" : join === "" || join === "," ? ", " : ` ${join} `}
      </Fragment>
    );
  });

/** Names in a row of text, commas between. */
export const NameList = ({ names }: { readonly names: readonly EntityRef[] }) =>
  names.map((name, index) => (
    <Fragment key={`${name.type}:${name.id}`}>
      {index > 0 && ", "}
      <EntityLink entity={name} />
    </Fragment>
  ));

interface TagsProps {
  readonly genres: readonly (TagCount | string)[];
  readonly styles: readonly (TagCount | string)[];
  /** How many are shown before the rest is asked for. */
  readonly most?: number;
}

/** Genres and styles, each leading into the graph; the rest behind a button. */
export const Tags = ({ genres, styles: musicalStyles, most = 6 }: TagsProps) => {
  const [isOpen, setOpen] = useState(false);
  const tags = [
    ...genres.map((tag) => ({ type: "genre" as const, ...parted(tag) })),
    ...musicalStyles.map((tag) => ({ type: "style" as const, ...parted(tag) })),
  ];
  // One that would stand alone behind the button takes its place.
  const shown = isOpen || tags.length <= most + 1 ? tags : tags.slice(0, most);
  if (tags.length === 0) return null;
  return (
    <ul className={styles.tags} aria-label="Genres and styles">
      {shown.map(({ type, name, count }) => (
        <li key={`${type}:${name}`}>
          <Tag href={entityHref({ type, id: name, name })} count={count}>
            <bdi>{shownName(name)}</bdi>
          </Tag>
        </li>
      ))}
      {shown.length < tags.length && (
        <li>
          <button
            type="button"
            className={styles.more}
            onClick={() => setOpen(true)}
            aria-label={`Show ${counted(tags.length - shown.length, "more style")}`}
          >
            +{tags.length - shown.length}
          </button>
        </li>
      )}
    </ul>
  );
};

const parted = (tag: TagCount | string) => (typeof tag === "string" ? { name: tag, count: undefined } : tag);

/** The first of a list, and a button for the rest. `noun` is what there is more of. */
export const FirstOf = <T,>({
  items,
  first,
  noun,
  children,
}: {
  readonly items: readonly T[];
  readonly first: number;
  readonly noun: readonly [string, string];
  readonly children: (shown: readonly T[]) => ReactNode;
}) => {
  const [isOpen, setOpen] = useState(false);
  const hidden = isOpen ? 0 : Math.max(0, items.length - first);
  return (
    <>
      {children(hidden > 0 ? items.slice(0, first) : items)}
      {hidden > 0 && (
        <Button size="small" className={styles.rest ?? ""} onClick={() => setOpen(true)}>
          Show {counted(hidden, `more ${noun[0]}`, `more ${noun[1]}`)}
        </Button>
      )}
    </>
  );
};
