/** A sentence cut at its backticks: what stands between them is code. */
export const codeParts = (sentence: string): readonly { readonly text: string; readonly isCode: boolean }[] =>
  sentence
    .split("`")
    .map((text, index) => ({ text, isCode: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
