import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "../../common/web/precompress.ts";

/** Where `vite dev` finds the API, or an explore service that proxies it. */
const api = process.env.API_BASE_URL ?? "http://127.0.0.1:8004";

// The API counts requests that name their client like those of pages, and others like those of unknown programs.
const proxy = { "/api": { target: api, changeOrigin: false, xfwd: true } };

export default defineConfig({
  plugins: [react(), precompress()],
  publicDir: "../../common/web/public",
  // The service replaces the word with a fresh nonce in each page; style elements that libraries add carry it (see app/nonce.ts).
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: process.env.EXPLORE_OUT_DIR ?? "../src/explore/static",
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
