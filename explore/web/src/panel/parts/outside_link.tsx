import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";
import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { safeUrl } from "../model/text";
import { serviceName } from "../model/words";
import styles from "./outside_link.module.css";

/** A link out of the page, into a tab of its own, which learns nothing of where it came from. What is no web address is text. */
export const OutsideLink = ({
  href,
  children,
  className,
}: {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
}) => {
  const url = safeUrl(href);
  if (url === undefined) return <bdi>{children}</bdi>;
  return (
    <a href={url.href} target="_blank" rel="noreferrer" className={className}>
      <bdi>{children}</bdi>
      <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
    </a>
  );
};

export interface Outside {
  readonly url: string;
  readonly service?: string;
}

/** Links to other sites, by the name of the site; what is no web address is left out, and each address once. */
export const OutsideLinks = ({ links, label }: { readonly links: readonly Outside[]; readonly label: string }) => {
  const found = new Map<string, string>();
  for (const { url: text, service } of links) {
    const url = safeUrl(text);
    if (url && !found.has(url.href)) found.set(url.href, serviceName(service, url));
  }
  if (found.size === 0) return null;
  const names = [...found.values()];
  // Two addresses of one site are told apart by what follows its name.
  const nameOf = (url: string, name: string): string =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : url.replace(/^https?:\/\/(www\.)?/, "");
  return (
    <ul className={styles.links} aria-label={label}>
      {[...found].map(([url, name]) => (
        <li key={url}>
          <OutsideLink href={url} className={styles.link ?? ""}>
            <span title={url}>{nameOf(url, name)}</span>
            <ArrowUpRight size={13} aria-hidden />
          </OutsideLink>
        </li>
      ))}
    </ul>
  );
};
