/** Names come from anybody: they are made harmless for one line of a picture before they are drawn. */

/** Longer names end in an ellipsis; the hover card has them in full. */
export const MAX_GRAPHEMES = 24;

// Controls, line ends, and marks that steer the direction of what comes after them. The joiner U+200D stays: emoji are made with it.
const CONTROLS = /[\p{Cc}\u061C\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/gu;
const SPACES = /\s+/gu;
/** Halves of characters, which belong to no text. */
const HALVES = /\p{Cs}/gu;
/** More marks on one letter than any script needs grow out of the line. */
const STACKED = /(\p{M}{3})\p{M}+/gu;
const FIRST_STRONG = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]|[\p{L}]/u;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One line without controls, and never empty. */
export const plainName = (name: string): string => {
  const plain = name.slice(0, 600).replace(HALVES, "").replace(SPACES, " ").replace(CONTROLS, "").replace(STACKED, "$1").trim();
  return plain === "" ? "(no name)" : plain;
};

/** The name as a label shows it; cut between graphemes, never inside one. */
export const labelText = (name: string): string => {
  const plain = plainName(name);
  if (plain.length <= MAX_GRAPHEMES) return plain;
  let taken = 0;
  for (const { index } of segmenter.segment(plain)) {
    if (taken === MAX_GRAPHEMES) return `${plain.slice(0, index).trimEnd()}…`;
    taken += 1;
  }
  return plain;
};

/** The direction of the first letter that has one. */
export const isRightToLeft = (text: string): boolean => {
  const first = FIRST_STRONG.exec(text)?.[0];
  return first !== undefined && RIGHT_TO_LEFT.test(first);
};
