import { PANE_TITLES } from "../../app/panes";

export const Pane = () => <h1>{PANE_TITLES.ask}</h1>;
