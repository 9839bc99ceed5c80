import { Bar } from "@discogsography/web/controls/bar";
import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { count, counted } from "@discogsography/web/format";
import { ChevronRight } from "lucide-react";
import { Fragment, type KeyboardEvent, type ReactNode, useRef, useState } from "react";
import { type EntityRef, shownName } from "../../app/entity";
import { entityHref } from "../../app/links";
import { TypeMark } from "../../app/type_mark";
import { type Branch, genreId, styleId, treeItems, treeMove, type View, withToggled } from "./model";
import styles from "./tree.module.css";

interface TreeProps {
  readonly shown: readonly Branch[];
  readonly view: View;
  readonly onChange: (view: View) => void;
}

/** Genres that unfold into their styles: one stop for Tab, arrows within, Enter opens in the graph. A click on the row folds, on the name opens. */
export const Tree = ({ shown, view, onChange }: TreeProps) => {
  const root = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState<string>();
  const items = treeItems(shown);
  const current = items.some(({ id }) => id === wanted) ? wanted : items[0]?.id;
  const most = Math.max(1, ...shown.map((branch) => branch.count));

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target as HTMLElement;
    const at = row.dataset.item;
    if (at === undefined || event.altKey) return;
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Enter") {
      const link = row.querySelector("a");
      if (isMod) window.open(link?.href, "_blank", "noopener");
      else link?.click();
    } else {
      const move = isMod ? undefined : treeMove(items, at, event.key);
      if (move === undefined) return;
      if ("fold" in move) onChange(withToggled(view, move.fold));
      else
        [...(root.current?.querySelectorAll<HTMLElement>("[data-item]") ?? [])].find(({ dataset }) => dataset.item === move.goTo)?.focus();
    }
    event.preventDefault();
  };

  const about = (id: string) => ({
    "data-item": id,
    tabIndex: id === current ? 0 : -1,
    onFocus: (event: { readonly target: unknown; readonly currentTarget: unknown }) =>
      event.target === event.currentTarget && setWanted(id),
  });

  return (
    <div ref={root} role="tree" aria-label="Genres and their styles" className={styles.tree} onKeyDown={onKeyDown}>
      {shown.map(({ name, count: releases, styles: own, isOpen }) => (
        <Fragment key={name}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys of the tree fold too. */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: `about` has the tab index. */}
          <div
            role="treeitem"
            aria-level={1}
            aria-expanded={own.length === 0 ? undefined : isOpen}
            className={`genre-tree-item ${styles.genre}`}
            onClick={(event) => !isLink(event.target) && own.length > 0 && onChange(withToggled(view, name))}
            {...about(genreId(name))}
          >
            <ChevronRight size={16} aria-hidden className={styles.chevron} data-open={isOpen} data-none={own.length === 0} />
            <Name entity={{ type: "genre", id: name, name }}>
              <TypeMark type="genre" size={14} />
            </Name>
            <span className={styles.more}>{counted(own.length, "style")}</span>
            <span className={styles.bar}>
              <Bar share={releases / most} tone="genre" />
            </span>
            <Releases count={releases} />
          </div>
          {isOpen && own.length > 0 && (
            // biome-ignore lint/a11y/useSemanticElements: ARIA's tree groups items so; a fieldset is for forms.
            <div role="group" aria-label={shownName(name)} className={styles.styles}>
              {own.map((style) => (
                // biome-ignore lint/a11y/useFocusableInteractive: `about` has the tab index.
                <div
                  key={style.name}
                  role="treeitem"
                  aria-level={2}
                  className={`genre-tree-item ${styles.style}`}
                  {...about(styleId(name, style.name))}
                >
                  <Name entity={{ type: "style", id: style.name, name: style.name }}>
                    <TypeMark type="style" size={11} />
                  </Name>
                  <Releases count={style.count} />
                </div>
              ))}
            </div>
          )}
        </Fragment>
      ))}
    </div>
  );
};

const Releases = ({ count: releases }: { readonly count: number }) => (
  <span className={styles.count}>
    {count(releases)}
    <VisuallyHidden> {releases === 1 ? "release" : "releases"}</VisuallyHidden>
  </span>
);

const isLink = (target: EventTarget): boolean => target instanceof Element && target.closest("a") !== null;

/** The item around it takes the focus and opens it. */
const Name = ({ entity, children }: { readonly entity: EntityRef; readonly children: ReactNode }) => (
  <a href={entityHref(entity)} tabIndex={-1} className={styles.name}>
    {children}
    <bdi>{shownName(entity.name)}</bdi>
  </a>
);
