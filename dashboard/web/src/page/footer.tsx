import { Disclosure } from "@discogsography/web/controls/disclosure";
import type { SystemMetrics } from "../api/schema.gen";
import { dateTime, milliseconds } from "../model/figures";
import { exploreAddress } from "./explore_address";
import styles from "./footer.module.css";

export const Footer = ({ metrics }: { readonly metrics: SystemMetrics }) => {
  const failed = Object.entries(metrics.collector.errors);
  return (
    <footer className={styles.footer}>
      <p>
        Last updated <time dateTime={metrics.timestamp}>{dateTime(metrics.timestamp)}</time>, gathered in{" "}
        {milliseconds(metrics.collector.cycle_ms)}
      </p>
      {failed.length > 0 && (
        <Disclosure title={`Not known at present: ${failed.map(([probe]) => probe).join(", ")}`}>
          <dl className={styles.errors}>
            {failed.map(([probe, reason]) => (
              <div key={probe}>
                <dt>{probe}</dt>
                <dd>{reason}</dd>
              </div>
            ))}
          </dl>
        </Disclosure>
      )}
      <nav aria-label="Elsewhere" className={styles.links}>
        <a href={exploreAddress(window.location)}>Explore</a>
        <a href="/metrics">For Prometheus</a>
        <a href="/health">Health of this page's service</a>
      </nav>
    </footer>
  );
};
