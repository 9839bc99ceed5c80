import { VisuallyHidden } from "@discogsography/web/controls/visually_hidden";

/** Where a name will stand: a shape, and a word for those who hear it. */
export const Awaited = ({ className }: { readonly className: string | undefined }) => (
  <>
    <VisuallyHidden>Loading</VisuallyHidden>
    <span className={className} aria-hidden />
  </>
);
