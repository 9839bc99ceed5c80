import type { EntityRef } from "../app/entity";
import type { ApiChild } from "./children";
import { type Ask, asks, childrenAnswered, type Exploration, hubAnswered, type Session, started } from "./model";

/** Answers of a small made-up catalogue, for tests of the walk. */
export const AUTECHRE: EntityRef = { type: "artist", id: "41", name: "Autechre" };

export const exploration = (center: EntityRef, counts: Readonly<Record<string, number>>): Exploration => ({
  center,
  categories: Object.entries(counts).map(([category, count]) => ({
    category,
    name: category[0]?.toUpperCase() + category.slice(1),
    count,
  })),
  alternatives: [],
});

const TYPES: Readonly<Record<string, string>> = {
  releases: "release",
  labels: "label",
  aliases: "artist",
  artists: "artist",
  people: "person",
  styles: "style",
  genres: "genre",
};

/** Children number `from` to `to` of a category; their ids are the same whoever asks. */
export const children = (category: string, from: number, to: number): readonly ApiChild[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => ({
    id: `${from + at}`,
    name: `${category} ${from + at}`,
    type: TYPES[category] ?? "artist",
    weight: 100 - ((from + at) % 50),
  }));

/** Answers one ask as an API would in which every category has `total` children. */
export const answered = (session: Session, ask: Ask, total: number): Session =>
  ask.kind === "hub"
    ? hubAnswered(session, ask, exploration(ask.entity, { releases: total, labels: total }))
    : childrenAnswered(session, ask, { children: children(ask.word, ask.offset, Math.min(ask.offset + 30, total)), total });

/** Answers until nothing more is needed. */
export const settled = (session: Session, total: number): Session => {
  let now = session;
  for (let round = 0; round < 50; round += 1) {
    const [ask] = asks(now);
    if (ask === undefined) return now;
    now = answered(now, ask, total);
  }
  throw new Error("The walk never has enough");
};

export const walk = (total = 45, counts: Readonly<Record<string, number>> = { releases: total, labels: total }): Session =>
  settled(started(undefined, exploration(AUTECHRE, counts)), total);
