import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const PACKED = new Set([".css", ".js", ".json", ".map", ".md", ".svg", ".txt", ".webmanifest"]);
const WORTH_IT_BYTES = 1024;
const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Writes each file of the build beside itself as `.br` and `.gz`, packed as tightly as it goes: the service only chooses. Fonts and pictures are packed already. */
export const precompress = (): Plugin => {
  let folder = "";
  return {
    name: "precompress",
    apply: "build",
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    writeBundle: async () => {
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const file of files) {
        if (!file.isFile() || !PACKED.has(extname(file.name))) continue;
        const path = join(file.parentPath, file.name);
        const text = await readFile(path);
        if (text.length < WORTH_IT_BYTES) continue;
        await writeFile(
          `${path}.br`,
          await toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }),
        );
        await writeFile(`${path}.gz`, await toGzip(text, { level: 9 }));
      }
    },
  };
};
