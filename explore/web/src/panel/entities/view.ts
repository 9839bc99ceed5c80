import type { Tab } from "@discogsography/web/controls/tabs";
import type { Query } from "@discogsography/web/reply_state";
import type { ComponentType, ReactNode } from "react";
import type { EntityRef } from "../../app/entity";

export type TabId = "overview" | "releases" | "tracks" | "credits" | "versions" | "dna" | "rarity";

/** What stands over the details: who it is. */
export interface Head {
  /** The answer that the head is made of: when it is "not found", so is the entity. */
  readonly of: Query<unknown>;
  readonly name: string | undefined;
  /** Words beside the type: `Group`, `1 of 14 versions`. */
  readonly tags: readonly string[];
  readonly subtitle: ReactNode;
  /** Figures of the tabs. */
  readonly counts: Partial<Readonly<Record<TabId, number | undefined>>>;
  /** What the graph is centred on to show it: itself, or the first artist of a release. */
  readonly centre: EntityRef | undefined;
}

/** Everything that differs between the types of the catalogue. */
export interface EntityView {
  readonly useHead: (entity: EntityRef) => Head;
  readonly tabs: (entity: EntityRef, counts: Head["counts"]) => readonly Tab<TabId>[];
  /** The same sections side by side, for a page. */
  readonly Page: ComponentType<{ readonly entity: EntityRef }>;
  /** A picture at the head of the page. */
  readonly Picture?: ComponentType;
}
