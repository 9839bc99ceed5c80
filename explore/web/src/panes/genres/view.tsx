import { hooks } from "@discogsography/web/api/client";
import type { GenreTree } from "@discogsography/web/api/schema.gen";
import { Button } from "@discogsography/web/controls/button";
import { Card } from "@discogsography/web/controls/card";
import { TextField } from "@discogsography/web/controls/field";
import { Reply } from "@discogsography/web/controls/reply";
import { Segmented } from "@discogsography/web/controls/segmented";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { StateBlock } from "@discogsography/web/controls/state_block";
import { counted } from "@discogsography/web/format";
import { FolderTree, LayoutDashboard, Rows3, Search } from "lucide-react";
import { useMemo } from "react";
import { checked } from "../../app/checked";
import { change, useParams } from "../../app/location";
import { PaneFrame } from "../../app/page_frame";
import styles from "./genres.module.css";
import { GenreMap } from "./map";
import { type As, branches, FORM_TITLES, FORMS, formatView, parseView, type View } from "./model";
import { GenreTable } from "./table";
import { Tree } from "./tree";

const whole = checked<GenreTree>(
  ({ genres }) =>
    Array.isArray(genres) &&
    genres.every(
      ({ name, release_count, styles: own }) => typeof name === "string" && Number.isFinite(release_count) && Array.isArray(own),
    ),
);

const ICONS = { tree: FolderTree, map: LayoutDashboard, table: Rows3 } as const satisfies Record<As, unknown>;

const write = (view: View, how: "push" | "replace" = "push"): void => change(formatView(view), how);

export const Pane = () => {
  const params = useParams();
  const view = useMemo(() => parseView(params), [params]);
  const tree = hooks.useQuery("get", "/api/genre-tree", {}, { select: whole });
  return (
    <PaneFrame
      title="Genres"
      lead="Every genre of the catalogue with its styles. A name opens in the graph."
      actions={
        <Segmented
          label="Show as"
          value={view.as}
          options={FORMS.map((form) => ({ value: form, title: FORM_TITLES[form], icon: ICONS[form] }))}
          onChange={(form) => write({ ...view, as: form })}
        />
      }
    >
      <Card>
        <Reply
          of={tree}
          skeleton={<Skeleton lines={15} />}
          isEmpty={({ genres }) => genres.length === 0}
          empty={<StateBlock kind="empty" title="No genres yet" text="They come with the first releases that are loaded." />}
        >
          {(data) => <Genres tree={data} view={view} />}
        </Reply>
      </Card>
    </PaneFrame>
  );
};

const Genres = ({ tree, view }: { readonly tree: GenreTree; readonly view: View }) => {
  if (view.as === "map") return <GenreMap tree={tree} view={view} onChange={write} />;
  return <Found tree={tree} view={view} />;
};

/** Tree and table can be searched through; the map shows sizes of all. */
const Found = ({ tree, view }: { readonly tree: GenreTree; readonly view: View }) => {
  const shown = useMemo(() => branches(tree, view), [tree, view]);
  const styleCount = new Set(tree.genres.flatMap((genre) => genre.styles.map(({ name }) => name))).size;
  const isOpen = shown.length > 0 && shown.every((branch) => branch.isOpen);
  return (
    <>
      <div className={styles.tools}>
        <div className={styles.find}>
          <TextField
            label="Find a genre or style"
            isLabelHidden
            icon={Search}
            placeholder="Find a genre or style"
            value={view.find}
            onChange={(find) => write({ ...view, find }, "replace")}
          />
        </div>
        <p className={styles.sum}>
          {counted(tree.genres.length, "genre")}, {counted(styleCount, "style")}
        </p>
        {view.as === "tree" && view.find === "" && (
          <Button size="small" onClick={() => write({ ...view, open: isOpen ? [] : tree.genres.map(({ name }) => name) }, "replace")}>
            {isOpen ? "Fold all" : "Unfold all"}
          </Button>
        )}
      </div>
      {shown.length === 0 ? (
        <StateBlock
          kind="not-found"
          title={`No genre or style holds “${view.find.trim()}”`}
          text="Names are as Discogs writes them, in English."
          actions={
            <Button variant="primary" size="small" onClick={() => write({ ...view, find: "" })}>
              Show all
            </Button>
          }
        />
      ) : view.as === "tree" ? (
        <Tree shown={shown} view={view} onChange={(next) => write(next, "replace")} />
      ) : (
        <GenreTable shown={shown} />
      )}
    </>
  );
};
