import { type HelpTopic, openOverlay } from "./overlay";

/** Opens the help: what the picture shows, or the map of keys. */
export const openHelp = (topic: HelpTopic): void => openOverlay({ kind: "help", topic });

/** Walks through the page, control by control. */
export const startTour = (): void => openOverlay({ kind: "tour" });
