export { Pane } from "./view";
