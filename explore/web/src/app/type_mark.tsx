import type { ReactNode } from "react";
import type { NodeKind } from "../graph/types";
import styles from "./type_mark.module.css";

/** One silhouette a kind, in a box of 16: the shape tells it without its colour. The canvas draws the same shapes. */
const SHAPES: Readonly<Record<NodeKind, ReactNode>> = {
  artist: <circle cx="8" cy="8" r="6.5" fill="currentColor" />,
  person: (
    <>
      <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="8" cy="8" r="2.1" fill="currentColor" />
    </>
  ),
  release: (
    <path
      fill="currentColor"
      fillRule="evenodd"
      d="M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm0 4.3a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z"
    />
  ),
  master: (
    <>
      <circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <circle cx="8" cy="8" r="2.5" fill="none" stroke="currentColor" strokeWidth="2.4" />
    </>
  ),
  label: <rect x="2" y="2" width="12" height="12" rx="2.8" fill="currentColor" />,
  genre: <path fill="currentColor" d="M4.6 2h6.8l3.4 6-3.4 6H4.6L1.2 8Z" />,
  style: <path fill="currentColor" d="m8 .9 7.1 7.1L8 15.1.9 8Z" />,
  category: <rect x="1.2" y="4.2" width="13.6" height="7.6" rx="3.8" fill="none" stroke="currentColor" strokeWidth="1.6" />,
};

/** The silhouette of a kind in its colour. Says nothing to assistive technology: the type stands in words beside it, or in the link's name. */
export const TypeMark = ({ type, size = 12 }: { readonly type: NodeKind; readonly size?: number }) => (
  <svg className={`${styles.mark} ${styles[type]}`} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {SHAPES[type]}
  </svg>
);
