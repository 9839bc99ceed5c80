import { useEffect } from "react";

const PAGE = "Discogsography Explore";

/** Titles in use, the latest last: a details page over a pane gives the pane's title back when it goes. */
let titles: readonly { readonly text: string }[] = [];

const show = (): void => {
  const text = titles.at(-1)?.text;
  document.title = text ? `${text} · ${PAGE}` : PAGE;
};

/** Names the document while mounted: `Autechre · Discogsography Explore`. Of several, the one that came last shows. */
export const useTitle = (text: string | undefined): void =>
  useEffect(() => {
    const mine = { text: text ?? "" };
    titles = [...titles, mine];
    show();
    return () => {
      titles = titles.filter((each) => each !== mine);
      show();
    };
  }, [text]);
