import { defineConfig } from "vite";
import { pageConfig } from "../../common/web/page_config.ts";

/** Where `vite dev` finds the dashboard service. */
const service = process.env.DASHBOARD_URL ?? "http://127.0.0.1:8003";

export default defineConfig(
  pageConfig(process.env.DASHBOARD_OUT_DIR ?? "../src/dashboard/static", {
    "/api": { target: service, changeOrigin: true },
    // The service takes a socket only from its own page, so the page being written borrows its origin.
    "/ws": { target: service, changeOrigin: true, ws: true, headers: { origin: service } },
  }),
);
