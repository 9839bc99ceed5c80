import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    include: ["{common,dashboard,explore}/web/src/**/*.test.{ts,tsx}"],
    environment: "jsdom",
    // A file has its own globals, but jsdom is loaded once a worker: half a second of a core a file otherwise.
    pool: "vmThreads",
    setupFiles: ["common/web/test.setup.ts"],
    // Rules are left out, save where a test reads them as text.
    css: { include: [/\.css\?raw$/], modules: { classNameStrategy: "non-scoped" } },
    coverage: {
      provider: "v8",
      include: ["{common,dashboard,explore}/web/src/**/*.{ts,tsx}"],
      exclude: [
        "**/*.gen.ts",
        "**/*.test.*",
        // What draws on a canvas has none here: tests/explore/e2e/test_canvas.py runs it in Chromium.
        "explore/web/src/graph/canvas/{paint_*,painting,sheets}.ts",
        "explore/web/src/graph/canvas/bench/**",
      ],
      reportsDirectory: "node_modules/.cache/coverage",
      thresholds: { lines: 80 },
    },
  },
});
