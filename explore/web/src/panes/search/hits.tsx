import type { Result } from "@discogsography/web/api/schema.gen";
import { IconButton } from "@discogsography/web/controls/button";
import { Badge, type BadgeTone } from "@discogsography/web/controls/chip";
import { Key } from "@discogsography/web/controls/key";
import { toneColour } from "@discogsography/web/tone";
import { PanelRight } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef } from "react";
import { type EntityRef, keyOf, TYPE_NAMES } from "../../app/entity";
import { EntityLink } from "../../app/entity_link";
import { Parts } from "../../app/parts";
import { TypeMark } from "../../app/type_mark";
import { pieces } from "./highlight";
import { type Hit, hitOf, spanOf } from "./hit";
import styles from "./hits.module.css";

interface HitsProps {
  readonly results: readonly Result[];
  /** Key of the hit that the panel shows. */
  readonly previewed: string | undefined;
  readonly onPreview: (entity: EntityRef) => void;
  /** Leaves the list at its upper end. */
  readonly onLeave: () => void;
}

const LINKS = "[data-hit] a";

/** The hits of a page. Arrow keys move between them, Space shows one in the panel; Enter and Ctrl+Enter are the links' own. */
export const Hits = ({ results, previewed, onPreview, onLeave }: HitsProps) => {
  const list = useRef<HTMLOListElement>(null);
  const hits = useMemo(() => results.map(hitOf), [results]);
  const span = useMemo(() => spanOf(hits), [hits]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>(LINKS) ?? [])];
    const row = (event.target as HTMLElement).closest("[data-hit]");
    const at = links.findIndex((link) => row?.contains(link));
    const goTo = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    const hit = hits[at];
    if (goTo === -1) onLeave();
    else if (event.key === " " && hit && event.target === links[at]) onPreview(hit.entity);
    else if (goTo !== undefined) links[goTo]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <ol ref={list} className={styles.hits} onKeyDown={onKeyDown} aria-label="Results">
      {hits.map((hit, index) => {
        const key = keyOf(hit.entity);
        return (
          <li key={key} data-hit={key} className={styles.hit} aria-current={key === previewed ? "true" : undefined}>
            <span className={styles.tile}>
              <TypeMark type={hit.entity.type} size={18} />
            </span>
            <div className={styles.words}>
              <p className={styles.line}>
                <EntityLink entity={hit.entity} className={styles.name ?? ""}>
                  <Marked html={results[index]?.highlight ?? ""} name={hit.entity.name} />
                </EntityLink>{" "}
                <span className={styles.type}>{TYPE_NAMES[hit.entity.type][0].toLowerCase()}</span>
              </p>
              {hit.about.length > 0 && (
                <p className={styles.about}>
                  <Parts parts={hit.about} />
                </p>
              )}
              <p className={styles.keys} aria-hidden="true">
                <Key keys="Enter" /> open <Key keys="Space" /> preview <Key keys="Mod+Enter" /> new tab
              </p>
            </div>
            <Known hit={hit} span={span} />
            <IconButton
              className={styles.preview ?? ""}
              icon={PanelRight}
              size="small"
              label={`Preview ${hit.entity.name}`}
              isOn={key === previewed}
              onClick={() => onPreview(hit.entity)}
            />
          </li>
        );
      })}
    </ol>
  );
};

/** A name with what matched marked; the plain name where the highlight says nothing. */
const Marked = ({ html, name }: { readonly html: string; readonly name: string }) => {
  const found = pieces(html);
  if (found.length === 0) return <>{name}</>;
  return found.map(({ text, isMatch }, index) => (isMatch ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>));
};

const TIER_TONES: Readonly<Record<string, BadgeTone>> = { "ultra-rare": "computed", rare: "computed", scarce: "computed" };
const MAX_TICKS = 12;

/** What a type is known by, at the end of its row. */
const Known = ({ hit, span }: { readonly hit: Hit; readonly span: { readonly first: number; readonly last: number } | undefined }) => (
  <div className={styles.known}>
    {hit.span && span && <Life span={hit.span} scale={span} hit={hit} />}
    {hit.versions !== undefined && hit.versions > 0 && (
      <span className={styles.ticks} aria-hidden="true">
        {Array.from({ length: Math.min(hit.versions, MAX_TICKS) }, (_, tick) => (
          <i key={tick} />
        ))}
      </span>
    )}
    {hit.catno && <code className={styles.catno}>{hit.catno}</code>}
    {hit.tier && (
      <Badge tone={TIER_TONES[hit.tier] ?? "neutral"} hasDot={false}>
        {hit.tier}
      </Badge>
    )}
    {hit.size && <span className={styles.size}>{hit.size}</span>}
  </div>
);

/** From the first to the last year, on the scale of the page. The years stand in words beside the name. */
const Life = ({
  span,
  scale,
  hit,
}: {
  readonly span: NonNullable<Hit["span"]>;
  readonly scale: NonNullable<Hit["span"]>;
  readonly hit: Hit;
}) => {
  const length = scale.last - scale.first + 1;
  const left = (100 * (span.first - scale.first)) / length;
  const width = (100 * (span.last - span.first + 1)) / length;
  return (
    <span className={styles.life} aria-hidden="true">
      <i style={{ left: `${left}%`, width: `${width}%`, background: toneColour(hit.entity.type) }} />
    </span>
  );
};
