import { Command, Keyboard, type LucideIcon, Play, Shapes, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { openHelp, startTour } from "../help";
import { useParams } from "../location";
import { closeOverlay, openOverlay } from "../overlay";
import type { PaneId } from "../panes";
import { useReturnFocus } from "../return_focus";
import styles from "./more_sheet.module.css";
import { PaneLink, TABS } from "./rail";

/** On a phone: the panes and tools that the tab bar has no room for. Closes when the address changes. */
export const MoreSheet = ({ panes, current }: { readonly panes: readonly PaneId[]; readonly current: PaneId }) => {
  const params = useParams();
  const focus = useReturnFocus();
  return (
    <Dialog.Root key={JSON.stringify(params)} open onOpenChange={(isOpen) => !isOpen && closeOverlay()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.sheet} aria-describedby={undefined} {...focus}>
          <div className={styles.top}>
            <Dialog.Title className={styles.title}>More</Dialog.Title>
            <Dialog.Close className={styles.close} aria-label="Close">
              <X size={18} aria-hidden />
            </Dialog.Close>
          </div>
          <nav aria-label="More panes">
            <ul className={styles.grid}>
              {panes
                .filter((pane) => !TABS.includes(pane))
                .map((pane) => (
                  <li key={pane} onClickCapture={closeOverlay}>
                    <PaneLink pane={pane} isCurrent={pane === current} />
                  </li>
                ))}
            </ul>
          </nav>
          <div className={styles.tools}>
            <Tool icon={Command} title="Command palette" onClick={() => openOverlay({ kind: "palette" })} />
            <Tool icon={Shapes} title="What the picture shows" onClick={() => openHelp("picture")} />
            <Tool icon={Keyboard} title="Map of keys" onClick={() => openHelp("keys")} />
            <Tool icon={Play} title="Tour of the page" onClick={startTour} />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
};

const Tool = ({ icon: Icon, title, onClick }: { readonly icon: LucideIcon; readonly title: string; readonly onClick: () => void }) => (
  <button type="button" className={styles.tool} onClick={onClick}>
    <Icon size={18} aria-hidden />
    {title}
  </button>
);
