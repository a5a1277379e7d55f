import { defineConfig } from "vitest/config";

/** The pages in a real browser; `scripts/find-chromium.mjs` says which one. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    globalSetup: ["test/helpers/build.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    setupFiles: ["test/helpers/setup.ts"],
    pool: "forks",
    isolate: false,
    maxWorkers: 2,
  },
});
