import { Suspense } from "react";
import { href, useParams } from "./location";
import { isPane, PANE_TITLES, PANE_VIEWS, PANES } from "./panes";

export const Shell = () => {
  const params = useParams();
  const pane = isPane(params.pane) ? params.pane : "explore";
  const View = PANE_VIEWS[pane];
  return (
    <>
      <nav aria-label="Main navigation">
        {PANES.map((each) => (
          <a
            key={each}
            href={href(each === "explore" ? {} : { pane: each })}
            data-pane={each}
            aria-current={each === pane ? "page" : undefined}
          >
            {PANE_TITLES[each]}
          </a>
        ))}
      </nav>
      <main id={`${pane}Pane`}>
        <Suspense fallback={null}>
          <View />
        </Suspense>
      </main>
    </>
  );
};
