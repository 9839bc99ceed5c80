import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import type { Plugin, ProxyOptions, UserConfig } from "vite";
import { precompress } from "./precompress.ts";

const HEAD = readFileSync(new URL("./head.html", import.meta.url), "utf8");

/** Puts what every page has in its head in the place of a comment: before Vite looks for files that the page names. */
const commonHead = (): Plugin => ({
  name: "common-head",
  transformIndexHtml: { order: "pre", handler: (html) => html.replace("<!-- common/web/head.html -->", () => HEAD.trim()) },
});

/**
 * How a page is built for the service that serves it, and tried out.
 *
 * @param outDir where the service looks for it
 * @param proxy where paths of the service go to while the page is being written
 */
export const pageConfig = (outDir: string, proxy: Record<string, ProxyOptions>): UserConfig => ({
  plugins: [react(), commonHead(), precompress()],
  publicDir: "../../common/web/public",
  // The service replaces the word with a fresh nonce in each page; style elements that libraries add carry it (nonce.ts).
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir,
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    sourcemap: false,
    target: "es2023",
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" },
  },
  worker: { format: "es" },
  server: { proxy },
  preview: { proxy },
});
