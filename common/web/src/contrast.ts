/** Colour as red, green, blue (0 to 255) and opacity (0 to 1). */
export type Rgba = readonly [number, number, number, number];

/** Reads `#rgb`, `#rrggbb` and `rgba(…)` with commas: the forms that tokens have. */
export const parseColour = (text: string): Rgba | undefined => {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1];
  if (hex) {
    const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
    const [red = 0, green = 0, blue = 0] = pairs.map((pair) => Number.parseInt(pair, 16));
    return [red, green, blue, 1];
  }
  const parts = /^rgba?\(([^)]+)\)$/.exec(text)?.[1]?.split(",").map(Number);
  if (!parts || parts.length < 3 || parts.some(Number.isNaN)) return undefined;
  const [red = 0, green = 0, blue = 0, opacity = 1] = parts;
  return [red, green, blue, opacity];
};

/** A colour as it looks over an opaque one. */
export const over = (top: Rgba, below: Rgba): Rgba => {
  const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + below[index] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
};

const luminance = ([red, green, blue]: Rgba): number => {
  const linear = (part: number): number => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
};

/** Contrast of two opaque colours by WCAG 2: 1 for the same, 21 for black on white. */
export const contrast = (one: Rgba, other: Rgba): number => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};
