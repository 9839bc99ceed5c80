import { Fragment } from "react";

/** Facts in one line, `Autechre · 1994 · UK`: each keeps its own direction of writing and does not turn the others. Empty ones are left out. */
export const Parts = ({ parts }: { readonly parts: readonly (string | number | null | undefined)[] }) =>
  parts
    .filter((part) => part !== "" && part !== null && part !== undefined)
    .map((part, index) => (
      <Fragment key={index}>
        {index > 0 && " · "}
        <bdi>{part}</bdi>
      </Fragment>
    ));
