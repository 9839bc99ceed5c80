/** A stop of the tour: a control of the page and what is said of it. */
export interface Step {
  /** Finds the control; the first that is there and can be seen. */
  readonly at: string;
  /** Stops in the graph need one on the page. */
  readonly where: "start" | "graph";
  readonly title: string;
  readonly text: string;
}

export const STEPS: readonly Step[] = [
  {
    at: "search:has(#searchInput)",
    where: "start",
    title: "Type a name",
    text: "From three letters on, names are suggested. The button before the box says what you look for: an artist, a label, a style, a record.",
  },
  {
    at: '[data-tour="doors"]',
    where: "start",
    title: "No name in mind?",
    text: "Every day there are other doors into what is loaded here. A year below opens them as they were by then.",
  },
  {
    at: "#graphContainer",
    where: "graph",
    title: "The music around a name",
    text: "Shapes are artists, records, labels, styles and people. Click one to read about it, double click to go there. Drag to move, scroll to come nearer.",
  },
  {
    at: "#graphLegend",
    where: "graph",
    title: "What the shapes mean",
    text: "The legend names and counts them. Press a line of it to leave that kind out.",
  },
  {
    at: "#infoPanel",
    where: "graph",
    title: "All that is known",
    text: "Profile, records, credits, similar names and why. Every name in it is a way on.",
  },
  {
    at: '[data-pane="path"]',
    where: "graph",
    title: "More ways to look",
    text: "Find how two names hang together, compare them, follow them through the years, or read what stands out in the whole catalogue.",
  },
  {
    at: "#paletteButton, #theme-toggle",
    where: "graph",
    title: "Everything by keyboard",
    text: "One palette finds actions, panes and names. Press ? anywhere for the map of keys.",
  },
];

/** The step after or before one, among those whose control `isThere`; undefined past the ends. */
export const stepFrom = (at: number, by: 1 | -1, isThere: (step: Step) => boolean, steps: readonly Step[] = STEPS): number | undefined => {
  for (let index = at + by; index >= 0 && index < steps.length; index += by) {
    const step = steps[index];
    if (step !== undefined && isThere(step)) return index;
  }
  return undefined;
};

const DONE = "tour";

/** Whether the tour was taken or skipped in this browser. */
export const isTourDone = (): boolean => {
  try {
    return window.localStorage.getItem(DONE) === "done";
  } catch {
    return false;
  }
};

export const rememberTour = (): void => {
  try {
    window.localStorage.setItem(DONE, "done");
  } catch {
    // Without storage it is offered again.
  }
};
