import { IconButton } from "@discogsography/web/controls/button";
import { Brand, HeaderBar } from "@discogsography/web/controls/frame";
import { ThemeButton } from "@discogsography/web/controls/theme_button";
import { CircleQuestionMark, Command } from "lucide-react";
import type { ReactNode } from "react";
import { openHelp } from "../help";
import { paneStart } from "../location";
import { openOverlay } from "../overlay";
import { GlobalSearch } from "./global_search";
import styles from "./header.module.css";

interface HeaderProps {
  /** The start page has the search in its middle instead. */
  readonly hasSearch: boolean;
  /** Place of the reader's account: what signs in, or who is signed in. */
  readonly account?: ReactNode;
}

export const Header = ({ hasSearch, account }: HeaderProps) => (
  <HeaderBar className={styles.header}>
    <Brand tagline="the choon network" href={paneStart("explore")} />
    <div className={styles.middle}>{hasSearch && <GlobalSearch look="header" />}</div>
    <div className={styles.tools}>
      <IconButton
        id="paletteButton"
        className={styles.wide ?? ""}
        label="Command palette"
        keys="Mod+k"
        icon={Command}
        onClick={() => openOverlay({ kind: "palette" })}
      />
      <IconButton
        id="helpButton"
        className={styles.wide ?? ""}
        label="Help"
        keys="?"
        icon={CircleQuestionMark}
        onClick={() => openHelp("picture")}
      />
      <ThemeButton />
      {account}
    </div>
  </HeaderBar>
);
