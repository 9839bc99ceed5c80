import { canCentre, type EntityRef, isEntityType, keyOf } from "../../app/entity";

/** Crumbs that are kept. */
const MOST = 12;
const STORED = "explore.trail";

/** The walk so far, the place of now last. Coming back to an earlier place takes away what came after it. */
export const walked = (trail: readonly EntityRef[], to: EntityRef): readonly EntityRef[] => {
  const at = trail.findIndex((each) => keyOf(each) === keyOf(to));
  return at >= 0 ? trail.slice(0, at + 1) : [...trail, to].slice(-MOST);
};

const isRef = (value: unknown): value is EntityRef => {
  const { type, id, name } = (value ?? {}) as Partial<Record<keyof EntityRef, unknown>>;
  return isEntityType(type) && canCentre(type) && typeof id === "string" && typeof name === "string";
};

/** The trail of this tab: it survives a reload. */
export const storedTrail = (): readonly EntityRef[] => {
  try {
    const found: unknown = JSON.parse(window.sessionStorage.getItem(STORED) ?? "[]");
    return Array.isArray(found) ? found.filter(isRef) : [];
  } catch {
    return [];
  }
};

export const storeTrail = (trail: readonly EntityRef[]): void => {
  try {
    window.sessionStorage.setItem(STORED, JSON.stringify(trail));
  } catch {
    // Without storage the trail lasts until the page is left.
  }
};
