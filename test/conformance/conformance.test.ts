import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { type FixtureServer, startFixtureServer } from "./fixture-server.ts";
import {
  listRequired,
  REVISIONS,
  type RequirementsRun,
  type Revision,
  runRequirements,
} from "./official-runner.ts";

/** How many server scenarios each frozen requirement set has; a smaller number means that the runner was misread. */
const REQUIRED_COUNT = { "2025-11-25": 30, "2026-07-28": 37 } as const;

/** Not scored by the runner, but promised by this server. */
const BEYOND = {
  "2025-11-25": ["server-session-lifecycle"],
  "2026-07-28": ["http-header-validation"],
} as const;

/** What a server without fixtures can show. */
const PLAIN = {
  "2025-11-25": [
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "resources-subscribe",
    "resources-unsubscribe",
    "prompts-list",
    "server-sse-multiple-streams",
    "dns-rebinding-protection",
    "server-session-lifecycle",
  ],
  "2026-07-28": [
    "tools-list",
    "resources-list",
    "prompts-list",
    "server-sse-multiple-streams",
    "sep-2164-resource-not-found",
    "dns-rebinding-protection",
    "caching",
    "http-header-validation",
  ],
} as const;

describe("the official protocol tests, with their fixtures", () => {
  let server: FixtureServer;
  beforeAll(async () => {
    server = await startFixtureServer(makeTempDir());
  });
  afterAll(() => server.close());

  it.each(REVISIONS)(
    "pass every server scenario that %s requires",
    async (revision) => {
      const required = await listRequired(revision);
      expect(required).toHaveLength(REQUIRED_COUNT[revision]);
      const { code, results, output } = await runRequirements(server.url, revision);
      const unmet = [...required, ...BEYOND[revision]].flatMap((scenario) => {
        const result = results.get(scenario);
        if (result === undefined || result.checks === 0) return [`${scenario}: did not run`];
        return result.unmet.map((reason) => `${scenario}: ${reason}`);
      });
      expect(unmet).toEqual([]);
      expect(code, output).toBe(0);
    },
    200_000,
  );
});

describe("the official protocol tests, on the program as it is", () => {
  /** What a program without fixtures cannot show fails in the same run, which costs less than one for each scenario. */
  const runs = new Map<Revision, RequirementsRun>();
  beforeAll(async () => {
    const server = await startHttpServer({ env: { AWARENESS_AUTH_REQUIRED: "false" } });
    for (const revision of REVISIONS) runs.set(revision, await runRequirements(server.url, revision));
  }, 400_000);

  const scenarios = REVISIONS.flatMap((revision) =>
    PLAIN[revision].map((scenario) => ({ revision, scenario })),
  );
  it.each(scenarios)("pass $scenario of $revision", ({ revision, scenario }) => {
    const run = runs.get(revision);
    const result = run?.results.get(scenario);
    expect(result?.unmet, run?.output).toEqual([]);
    expect(result?.checks).toBeGreaterThan(0);
  });
});
