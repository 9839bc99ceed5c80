import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    include: ["common/web/src/**/*.test.{ts,tsx}", "explore/web/src/**/*.test.{ts,tsx}"],
    environment: "jsdom",
    setupFiles: ["common/web/test.setup.ts"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    coverage: { provider: "v8", include: ["common/web/src/**", "explore/web/src/**"], exclude: ["**/*.gen.ts", "**/*.test.*"] },
  },
});
