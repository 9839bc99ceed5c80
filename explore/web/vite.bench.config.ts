import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The graph canvas on a page of its own, for the frame benchmark (tests/explore/e2e/test_frames.py). It is no part of the product. */
export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    outDir: process.env.BENCH_OUT_DIR ?? "../../node_modules/.cache/graph-bench",
    emptyOutDir: true,
    target: "es2023",
    rolldownOptions: { input: "bench.html" },
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
});
