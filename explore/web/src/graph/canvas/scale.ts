/** How large things are on the screen at a zoom: nodes shrink and grow less than distances, text stays readable or goes. */

/** Pixels for a node's unit of radius. */
export const nodeScale = (k: number): number => (k < 1 ? k ** 0.75 : k ** 0.6);

/** How much larger than in the graph a node is drawn: for picking in the graph's coordinates. */
export const swellOf = (k: number): number => nodeScale(k) / k;

/** Under this zoom pills have no room for text: they become small bars with a label. */
const PILL_TEXT_ZOOM = 0.42;

export const arePillsOpen = (k: number): boolean => k >= PILL_TEXT_ZOOM;

export const pillScale = (k: number): number => (arePillsOpen(k) ? Math.min(1.25, Math.max(0.78, k ** 0.5)) : 0.5 * k ** 0.5);

/** From very far a pill is a plain bar, so small that a name may lie over it. */
export const arePillsBars = (k: number): boolean => 12 * pillScale(k) < 3.5;
