import { type Tone, toneColour } from "../tone";
import styles from "./bar.module.css";

/** A share from 0 to 1 as a length. It repeats a number that stands beside it; alone it needs a label. */
export const Bar = ({ share, tone = "cyan", label }: { readonly share: number; readonly tone?: Tone; readonly label?: string }) => {
  const width = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * 100;
  const about = label === undefined ? { "aria-hidden": true as const } : { role: "img", "aria-label": label };
  return (
    <span className={styles.track} {...about}>
      <span className={styles.fill} style={{ width: `${width}%`, background: toneColour(tone) }} />
    </span>
  );
};
