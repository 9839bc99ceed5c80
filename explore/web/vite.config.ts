import { defineConfig } from "vite";
import { pageConfig } from "../../common/web/page_config.ts";

/** Where `vite dev` finds the API, or an explore service that proxies it. */
const api = process.env.API_BASE_URL ?? "http://127.0.0.1:8004";

export default defineConfig(
  pageConfig(process.env.EXPLORE_OUT_DIR ?? "../src/explore/static", {
    // The API counts requests that name their client like those of pages, and others like those of unknown programs.
    "/api": { target: api, changeOrigin: false, xfwd: true },
  }),
);
