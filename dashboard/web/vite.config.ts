import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { precompress } from "../../common/web/precompress.ts";

/** Where `vite dev` finds the dashboard service. */
const service = process.env.DASHBOARD_URL ?? "http://127.0.0.1:8003";

// The service takes a socket only from its own page, so the page being written borrows its origin.
const proxy = {
  "/api": { target: service, changeOrigin: true },
  "/ws": { target: service, changeOrigin: true, ws: true, headers: { origin: service } },
};

export default defineConfig({
  plugins: [react(), precompress()],
  publicDir: "../../common/web/public",
  // The service replaces the word with a fresh nonce in each page, for style elements that a library may add.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: process.env.DASHBOARD_OUT_DIR ?? "../src/dashboard/static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    sourcemap: false,
    target: "es2023",
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" },
  },
  server: { proxy },
  preview: { proxy },
});
