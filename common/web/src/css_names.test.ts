import { describe, expect, test } from "vitest";

type Files = Readonly<Record<string, string>>;
// From the root of the workspace, so that a file has one name however it is reached.
const STYLES: Files = import.meta.glob<string>(["/common/web/src/**/*.css", "/dashboard/web/src/**/*.css", "/explore/web/src/**/*.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const SCRIPTS: Files = import.meta.glob<string>(
  ["/common/web/src/**/*.{ts,tsx}", "/dashboard/web/src/**/*.{ts,tsx}", "/explore/web/src/**/*.{ts,tsx}", "!/**/*.test.*"],
  { query: "?raw", import: "default", eager: true },
);

const found = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name]) => name ?? "");
const all = (files: Files, pattern: RegExp): readonly string[] => Object.values(files).flatMap((text) => found(text, pattern));

/** What a style sheet defines with a colon, or a script sets. */
const DEFINED = new Set([...all(STYLES, /(--[\w-]+)\s*:/g), ...all(SCRIPTS, /["'`](--[\w-]+)["'`]/g)]);

const USES = Object.entries(SCRIPTS).flatMap(([file, text]) =>
  [...text.matchAll(/import (\w+) from "(\.[^"]+\.module\.css)"/g)].map(([, variable = "", path = ""]) => ({
    file,
    sheet: new URL(path, `file://${file}`).pathname,
    used: [...new Set(found(text, new RegExp(`(?<![.\\w"/])${variable}\\.(\\w+)`, "g")))].filter((name) => !(name in Array.prototype)),
  })),
);

describe("weak point 33: no name is used that nothing defines", () => {
  // With a fallback a property may be missing; Radix sets its own.
  test.each(Object.entries(STYLES))("properties in %s", (_file, text) =>
    expect(found(text, /var\((--[\w-]+)\s*\)/g).filter((name) => !DEFINED.has(name) && !name.startsWith("--radix-"))).toEqual([]),
  );

  test.each(USES)("classes in $file", ({ used, sheet }) =>
    expect(used.filter((name) => !new RegExp(`\\.${name}(?![\\w-])`).test(STYLES[sheet] ?? ""))).toEqual([]),
  );
});
