import { PANE_TITLES } from "../../app/panes";

export const Pane = () => <h1>{PANE_TITLES.compare}</h1>;
