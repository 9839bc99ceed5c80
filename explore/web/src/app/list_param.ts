/** Several values in one key of the address, comma separated. A comma within a value (`Folk, World, & Country`) has a backslash before it. */
export const formatList = (values: readonly string[]): string | undefined =>
  values.length === 0 ? undefined : values.map((value) => value.replaceAll(/[\\,]/g, "\\$&")).join(",");

/** The reverse of {@link formatList}; of anything else what can be made of it, each value once, blank ones left out. */
export const parseList = (text: string | undefined): readonly string[] => {
  const values = (text ?? "").match(/(?:\\.|[^,\\])+/gs) ?? [];
  const plain = values.map((value) => value.replaceAll(/\\(.)/gs, "$1")).filter((value) => value.trim() !== "");
  return [...new Set(plain)];
};
