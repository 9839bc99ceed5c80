import { IconButton } from "@discogsography/web/controls/button";
import { Key } from "@discogsography/web/controls/key";
import { Segmented } from "@discogsography/web/controls/segmented";
import { count } from "@discogsography/web/format";
import { ChevronDown, ChevronUp, ListTree, PanelLeftClose, Search, Table2, X } from "lucide-react";
import { type RefObject, useMemo, useState } from "react";
import type { Session } from "../../graph/model";
import { outline, type Row, tableRows } from "../../graph/outline";
import { nextFound } from "../../graph/walk";
import styles from "./outline.module.css";
import { OutlineTable } from "./outline_table";
import { OutlineTree } from "./outline_tree";
import type { Commands } from "./use_commands";
import { centreKey, type Scenes } from "./use_scenes";

type Form = "tree" | "table";

interface OutlineProps {
  readonly session: Session;
  readonly scenes: Scenes;
  readonly commands: Commands;
  readonly selected: ReadonlySet<string>;
  readonly hovered: string | undefined;
  readonly onHover: (key: string | undefined) => void;
  readonly onReveal: (key: string) => void;
  readonly onMenu: (key: string, at: { readonly x: number; readonly y: number }) => void;
  readonly onRetry: () => void;
  readonly onClose: () => void;
  readonly query: string;
  readonly onQuery: (text: string) => void;
  readonly findField: RefObject<HTMLInputElement | null>;
  /** Larger rows, for fingers. */
  readonly isPhone: boolean;
}

/** The same graph in words, with a search in it: as a tree to walk through, or as a table to read. */
export const Outline = (props: OutlineProps) => {
  const { session, scenes, commands, selected, hovered, onHover, onReveal, onMenu, onRetry, onClose, isPhone } = props;
  const [form, setForm] = useState<Form>("tree");
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState("");
  const { whole, drawn, options } = scenes;
  const isSearching = scenes.found !== undefined;
  const rows = useMemo(
    () => outline(session, whole, drawn, { options, unfolded: form === "table" || isSearching ? "all" : unfolded }),
    [session, whole, drawn, options, unfolded, form, isSearching],
  );
  const table = useMemo(() => (form === "table" ? tableRows(rows) : []), [rows, form]);
  const rowHeight = isPhone ? 40 : 26;
  const label = `Graph around ${session.centre.name}`;

  const openKey = (key: string): void => {
    commands.open(key);
    if (session.categories.has(key)) return;
    onReveal(key);
    // On a phone the outline covers what was chosen.
    if (isPhone) onClose();
  };
  const open = (row: Row): void => {
    if (row.kind === "node" || row.kind === "category") openKey(row.node.key);
    else if (row.kind === "unfold") setUnfolded(new Set([...unfolded, row.category]));
    else if (row.kind === "more") {
      setUnfolded(new Set([...unfolded, row.category]));
      commands.more(row.category);
    } else onRetry();
  };

  return (
    <>
      <div className={styles.top}>
        <h2 className={styles.title}>Outline</h2>
        <Segmented<Form>
          label="Form of the outline"
          value={form}
          options={[
            { value: "tree", title: "Tree", icon: ListTree },
            { value: "table", title: "Table", icon: Table2 },
          ]}
          onChange={setForm}
          isIconOnly
        />
        <IconButton size="small" label="Close the outline" keys="[" icon={PanelLeftClose} onClick={onClose} />
      </div>
      <FindBox {...props} onFound={onReveal} />
      {form === "tree" ? (
        <OutlineTree
          rows={rows}
          selected={selected}
          hovered={hovered}
          current={rows.some(({ id }) => id === current) ? current : (centreKey(session) ?? "")}
          onCurrent={(row) => setCurrent(row.id)}
          onHover={onHover}
          onOpen={open}
          onToggle={(row) => (row.kind === "category" ? commands.open(row.node.key) : open(row))}
          onMenu={(row, at) => (row.kind === "node" || row.kind === "category") && onMenu(row.node.key, at)}
          rowHeight={rowHeight}
          label={label}
        />
      ) : (
        <OutlineTable
          rows={table}
          selected={selected}
          hovered={hovered}
          onHover={onHover}
          onOpen={openKey}
          rowHeight={rowHeight}
          label={label}
        />
      )}
    </>
  );
};

interface FindProps extends Pick<OutlineProps, "scenes" | "query" | "onQuery" | "findField" | "onHover" | "isPhone"> {
  readonly onFound: (key: string) => void;
}

/** Search among what is drawn: matches stay bright, Enter goes from one to the next. */
const FindBox = ({ scenes, query, onQuery, findField, onHover, onFound, isPhone }: FindProps) => {
  const [current, setCurrent] = useState<string>();
  const found = scenes.found ?? [];
  const at = current === undefined ? -1 : found.indexOf(current);
  const go = (by: 1 | -1): void => {
    const next = nextFound(found, current, by);
    if (next === undefined) return;
    setCurrent(next);
    onHover(next);
    onFound(next);
  };
  const clear = (): void => {
    onQuery("");
    setCurrent(undefined);
    onHover(undefined);
  };
  return (
    <search className={styles.find}>
      <Search size={15} aria-hidden />
      <input
        ref={findField}
        type="text"
        className={styles.input}
        aria-label="Find in graph"
        placeholder="Find in graph"
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          onQuery(event.currentTarget.value);
          setCurrent(undefined);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
          else if (event.key === "Escape" && query !== "") clear();
          else return;
          event.preventDefault();
        }}
      />
      {scenes.found === undefined ? (
        !isPhone && <Key keys="Mod+f" />
      ) : (
        <>
          <output className={styles.matches}>
            {found.length === 0 ? "none" : at < 0 ? count(found.length) : `${count(at + 1)}/${count(found.length)}`}
          </output>
          <IconButton size="small" label="Match before" icon={ChevronUp} disabled={found.length === 0} onClick={() => go(-1)} />
          <IconButton size="small" label="Next match" icon={ChevronDown} disabled={found.length === 0} onClick={() => go(1)} />
          <IconButton size="small" label="Clear the search" icon={X} onClick={clear} />
        </>
      )}
    </search>
  );
};
