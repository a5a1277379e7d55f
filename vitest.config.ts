import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest and look short: begun last, they would keep one worker busy alone. */
const LONG = [
  "contract/store-postgres",
  "fault/nodes-rolling",
  "cli/copy-kills",
  "e2e/clients",
  "e2e/fuzz-http",
  "contract/search-same-order",
  "conformance/conformance",
  "relevance/relevance-postgres",
  "contract/embeddings",
  "contract/store-sqlite-file",
  "oauth/clients/two-nodes",
  "oauth/clients/rotation-nodes",
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) =>
      LONG.some((name) => moduleId.includes(`${name}.test`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // They need Chromium: `npm run test:browser`.
    exclude: [...configDefaults.exclude, "test/browser/**"],
    globalSetup: ["test/helpers/build.ts", "test/helpers/postgres/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ["test/helpers/setup.ts"],
    pool: "forks",
    // Loading the same modules anew for each file took longer than most files. What one leaves behind is cleared by `setup.ts`.
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
  },
});
