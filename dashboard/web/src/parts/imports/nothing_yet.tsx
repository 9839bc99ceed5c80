import { CopyButton } from "@discogsography/web/controls/copy_button";
import { PackageOpen } from "lucide-react";
import styles from "./nothing_yet.module.css";

/** What fills the stores, the quickest first. */
const WAYS = [
  { command: "./up", what: "a small made-up catalogue, in about a minute" },
  { command: "./up --dumps DIR", what: "dump files that you have" },
  { command: "./up --discogs", what: "the newest dumps of Discogs; says first how much and how long" },
  { command: "docker compose up -d", what: "the same in containers: the extractors fetch the newest dumps by themselves" },
] as const;

/** Instead of progress while no import has ever begun: which command begins one. */
export const NothingYet = () => (
  <div className={styles.nothing}>
    <div className={styles.words}>
      <PackageOpen size={28} aria-hidden className={styles.icon} />
      <p className={styles.title}>Nothing has been imported yet</p>
      <p>As soon as an import begins, its progress, rate and time left are here.</p>
    </div>
    <ul className={styles.ways}>
      {WAYS.map(({ command, what }) => (
        <li key={command} className={styles.way}>
          <code className={styles.command}>{command}</code>
          <CopyButton text={command} label={`Copy ${command}`} />
          <span className={styles.what}>{what}</span>
        </li>
      ))}
    </ul>
  </div>
);
