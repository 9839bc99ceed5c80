export { GraphCanvas } from "./graph_canvas";
export { MiniMap } from "./mini_map";
