import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import styles from "./graph_skeleton.module.css";

/** Where hubs and nodes stand for while the first answer is on its way, around the middle of a box of 400 by 300. */
const HUBS = [
  { x: 110, y: 90 },
  { x: 300, y: 80 },
  { x: 320, y: 200 },
  { x: 130, y: 220 },
];
const LEAVES = 5;

/** The shape of a graph that is being fetched. */
export const GraphSkeleton = () => (
  <div className={styles.skeleton}>
    <VisuallyHidden>Loading the graph</VisuallyHidden>
    <svg viewBox="0 0 420 300" aria-hidden="true">
      {HUBS.map(({ x, y }) => (
        <g key={`${x} ${y}`}>
          <line x1={210} y1={150} x2={x} y2={y} className={styles.line} />
          {Array.from({ length: LEAVES }, (_, at) => {
            const angle = Math.atan2(y - 150, x - 210) + (at - (LEAVES - 1) / 2) * 0.42;
            const [cx, cy] = [x + Math.cos(angle) * 52, y + Math.sin(angle) * 46];
            return (
              <g key={at}>
                <line x1={x} y1={y} x2={cx} y2={cy} className={styles.line} />
                <circle cx={cx} cy={cy} r={6} className={styles.node} />
              </g>
            );
          })}
          <rect x={x - 26} y={y - 9} width={52} height={18} rx={9} className={styles.node} />
        </g>
      ))}
      <circle cx={210} cy={150} r={22} className={styles.node} />
    </svg>
  </div>
);
