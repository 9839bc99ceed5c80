import { Card } from "@discogsography/web/controls/card";
import { Skeleton } from "@discogsography/web/controls/skeleton";
import { createContext, type ReactNode, use, useEffect, useId, useRef, useState } from "react";
import styles from "./section.module.css";

/** Where sections stand: beside the graph, or on a page of their own. */
export type Place = "panel" | "page";
export const PlaceContext = createContext<Place>("panel");
export const usePlace = (): Place => use(PlaceContext);

interface SectionProps {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of what is known of an entity: a card on its page, a heading and what follows in the panel. */
export const Section = ({ title, aside, className, children }: SectionProps) => {
  const id = useId();
  if (usePlace() === "page")
    return (
      <Card title={title} aside={aside} className={className}>
        {children}
      </Card>
    );
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id} className={styles.title}>
          {title}
        </h3>
        {aside && <div className={styles.aside}>{aside}</div>}
      </div>
      {children}
    </section>
  );
};

/** Heading of a part of a section, one level below the section's own. */
export const SubHeading = ({ className, children }: { readonly className: string | undefined; readonly children: ReactNode }) =>
  usePlace() === "page" ? <h3 className={className}>{children}</h3> : <h4 className={className}>{children}</h4>;

const AHEAD_PX = 240;

/** Makes its children when they come near the part that is seen, so that nothing is asked for in vain. `height` keeps their place until then. */
export const WhenSeen = ({ children, height = 120 }: { readonly children: ReactNode; readonly height?: number }) => {
  const place = useRef<HTMLDivElement>(null);
  const [isSeen, setSeen] = useState(typeof IntersectionObserver === "undefined");
  useEffect(() => {
    const element = place.current;
    if (isSeen || element === null) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setSeen(true), {
      rootMargin: `${AHEAD_PX}px`,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isSeen]);
  return isSeen ? (
    children
  ) : (
    <div ref={place} style={{ minHeight: height }}>
      <Skeleton height={height} />
    </div>
  );
};

/** Why a section has nothing to show. */
export const Nothing = ({ children }: { readonly children: ReactNode }) => <p className={styles.nothing}>{children}</p>;

/** Terms and what they are. */
export const Facts = ({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) => (
  <dl className={styles.facts}>
    {rows
      .filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false)
      .map(([term, value]) => (
        <div key={term} className={styles.fact}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
);

/** Sections underneath each other. */
export const Stack = ({ children }: { readonly children: ReactNode }) => <div className={styles.stack}>{children}</div>;
