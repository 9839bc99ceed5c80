import type { MenuEntry } from "@discogsography/web/controls/menu";
import { toast } from "@discogsography/web/controls/toast";
import { copyText } from "@discogsography/web/copy";
import { BookUser, Copy, Dna, ExternalLink, Link, Maximize2, Waypoints } from "lucide-react";
import { canCentre, type EntityRef } from "../../app/entity";
import { pageParams } from "../../app/links";
import { href } from "../../app/location";
import type { Ways } from "./actions";

const SITES: Partial<Readonly<Record<EntityRef["type"], string>>> = {
  artist: "artist",
  release: "release",
  master: "master",
  label: "label",
};

const nothing = (): void => undefined;

/** Copies a text and says so. */
export const copied = async (text: string, what: string): Promise<void> => {
  const done = await copyText(text);
  toast(done ? `${what} copied` : "The browser did not allow copying", { tone: done ? "good" : "bad" });
};

/** What else can be done with an entity. Links are links; they open in a new tab with the middle button. */
export const detailMenu = (entity: EntityRef, ways: Ways, openPage: (() => void) | undefined): readonly MenuEntry[] => {
  const site = SITES[entity.type];
  const entries: readonly (MenuEntry | undefined | false)[] = [
    openPage && { title: "Open as a page", icon: Maximize2, keys: "o", href: href(pageParams(entity)), onSelect: nothing },
    ways.graph !== undefined && {
      title: canCentre(entity.type) ? "Centre the graph on it" : "Show in the graph",
      icon: Waypoints,
      href: ways.graph,
      onSelect: nothing,
    },
    ways.credits !== undefined && { title: "Open in Credits", icon: BookUser, href: ways.credits, onSelect: nothing },
    ways.dna !== undefined && { title: "Compare its DNA", icon: Dna, href: ways.dna, onSelect: nothing },
    "separator",
    { title: "Copy name", icon: Copy, onSelect: () => void copied(entity.name, "Name") },
    {
      title: "Copy link",
      icon: Link,
      onSelect: () => void copied(new URL(href(pageParams(entity)), window.location.origin).href, "Link"),
    },
    site !== undefined &&
      /^\d+$/.test(entity.id) && {
        title: "See on discogs.com",
        icon: ExternalLink,
        onSelect: () => void window.open(`https://www.discogs.com/${site}/${entity.id}`, "_blank", "noopener,noreferrer"),
      },
  ];
  return entries.filter((entry) => entry !== undefined && entry !== false);
};
