import { Key } from "@discogsography/web/controls/key";
import { Command } from "cmdk";
import { Search, Sparkles } from "lucide-react";
import { Dialog } from "radix-ui";
import { useCallback, useRef, useState } from "react";
import { type Action, useOfferedActions } from "../actions";
import { useAskEnabled } from "../ask_status";
import { PANES_GROUP } from "../frame/base_actions";
import { chords } from "../keys";
import { openEntity } from "../links";
import { navigate } from "../location";
import { closeOverlay } from "../overlay";
import { useReturnFocus } from "../return_focus";
import { toEntity } from "../suggest";
import { Marked, SuggestionText } from "../suggestion_text";
import { useSuggestions } from "../use_suggestions";
import { groupsFor } from "./model";
import styles from "./palette.module.css";

/** Headings that stand under those of the open pane. */
const LAST = [PANES_GROUP, "Page"];
/** This one is open already. */
const ITSELF = "page.palette";

/** Everything that can be done, opened or asked, by its name. */
export const Palette = () => {
  const [text, setText] = useState("");
  const actions = useOfferedActions();
  const catalogue = useSuggestions(text, "all");
  const canAsk = useAskEnabled();
  const chosen = useRef<() => void>(undefined);
  const focus = useReturnFocus(useCallback(() => chosen.current?.(), []));
  const run = (what: () => void): void => {
    chosen.current = what;
    closeOverlay();
  };
  const groups = groupsFor(
    actions.filter(({ id }) => id !== ITSELF),
    text,
    LAST,
  );
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.palette} aria-describedby={undefined} {...focus}>
          <Dialog.Title className={styles.title}>Command palette</Dialog.Title>
          <Command className={styles.command} label="Command palette" shouldFilter={false} loop>
            <div className={styles.top}>
              <Search size={18} aria-hidden />
              <Command.Input
                className={styles.input}
                value={text}
                onValueChange={setText}
                placeholder="An action, a pane, a name…"
                dir="auto"
                maxLength={500}
              />
              <Dialog.Close className={styles.cancel}>
                <span className={styles.esc}>
                  <Key keys="Escape" />
                </span>
                <span className={styles.word}>Cancel</span>
              </Dialog.Close>
            </div>
            <Command.List className={styles.list} label="Choices">
              {groups.map(({ heading, actions: some }) => (
                <Command.Group key={heading} heading={heading} className={styles.group}>
                  {some.map((action) => (
                    <ActionRow key={action.id} action={action} typed={text} onRun={() => run(action.run)} />
                  ))}
                </Command.Group>
              ))}
              {catalogue.results.length > 0 && (
                <Command.Group heading="Catalogue" className={styles.group}>
                  {catalogue.results.map((each) => (
                    <Command.Item
                      key={`${each.type}:${each.id}`}
                      value={`entity ${each.type}:${each.id}`}
                      className={styles.row}
                      onSelect={() => run(() => openEntity(toEntity(each)))}
                    >
                      <span className={styles.found}>
                        <SuggestionText suggestion={each} typed={text} hasType />
                      </span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {canAsk && text.trim() !== "" && (
                <Command.Item
                  value="ask"
                  className={styles.row}
                  onSelect={() => run(() => navigate({ pane: "ask", question: text.trim() }))}
                >
                  <Sparkles size={16} aria-hidden />
                  <span className={styles.name}>
                    Ask: “<bdi>{text.trim()}</bdi>”
                  </span>
                </Command.Item>
              )}
              <Note catalogue={catalogue} isEmpty={groups.length === 0 && catalogue.results.length === 0} />
            </Command.List>
            <div className={styles.foot} aria-hidden>
              <span>
                <Key keys="ArrowUp" /> <Key keys="ArrowDown" /> choose
              </span>
              <span>
                <Key keys="Enter" /> run
              </span>
              <Key keys="Mod+k" />
            </div>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};

const ActionRow = ({ action, typed, onRun }: { readonly action: Action; readonly typed: string; readonly onRun: () => void }) => {
  const Icon = action.icon;
  return (
    <Command.Item value={`action ${action.id}`} className={styles.row} disabled={action.unavailable !== undefined} onSelect={onRun}>
      <span className={styles.mark}>{Icon && <Icon size={16} aria-hidden />}</span>
      <span className={styles.name}>
        <Marked text={action.title} typed={typed} />
      </span>
      {(action.unavailable ?? action.hint) !== undefined && <bdi className={styles.hint}>{action.unavailable ?? action.hint}</bdi>}
      {action.keys !== undefined && (
        <span className={styles.keys}>
          {chords(action.keys).map((chord, index) => (
            <Key key={index} keys={chord} />
          ))}
        </span>
      )}
    </Command.Item>
  );
};

const Note = ({ catalogue, isEmpty }: { readonly catalogue: ReturnType<typeof useSuggestions>; readonly isEmpty: boolean }) => {
  if (catalogue.kind === "failed") return <p className={styles.note}>{catalogue.message}</p>;
  if (isEmpty && catalogue.kind === "ready") return <p className={styles.note}>Nothing is called so, neither here nor in the catalogue.</p>;
  return isEmpty && catalogue.kind === "idle" ? <p className={styles.note}>Three letters look into the catalogue too.</p> : null;
};
