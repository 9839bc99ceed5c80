/** A text with a full stop at its end, unless it ends with a mark of its own. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text) || text === "" ? text : `${text}.`);

/** A sentence cut at its backticks: what stands between them is code. */
export const codeParts = (sentence: string): readonly { readonly text: string; readonly isCode: boolean }[] =>
  sentence
    .split("`")
    .map((text, index) => ({ text, isCode: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
