import { expect, it } from "vitest";
import { readSources, roomOf } from "./source-files.ts";

/** Which rooms a room may import from, besides itself. Types count. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  store: ["domain", "telemetry"],
  text: ["domain"],
  embeddings: ["domain", "telemetry"],
  mcp: ["domain", "telemetry"],
  sessions: ["domain", "telemetry"],
  auth: ["domain", "telemetry"],
  http: ["domain", "telemetry", "auth", "sessions", "mcp", "config"],
  config: ["domain"],
  telemetry: [],
  oauth: ["auth", "config", "domain", "http", "telemetry"],
  app: [
    "domain",
    "store",
    "text",
    "embeddings",
    "mcp",
    "sessions",
    "auth",
    "oauth",
    "http",
    "config",
    "telemetry",
  ],
  cli: ["app", "config", "domain", "telemetry"],
};

/** Packages that may be imported below certain folders only. */
const FENCES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^better-sqlite3$/, ["src/store/sqlite/"]],
  [/^pg$/, ["src/store/postgres/"]],
  [/^jose(\/|$)/, ["src/auth/"]],
  [/^@modelcontextprotocol\//, ["src/mcp/", "src/sessions/", "src/http/"]],
  [/^(pino|pino-pretty)$/, ["src/telemetry/"]],
  [/^(oidc-provider|@simplewebauthn\/server)(\/|$)/, ["src/oauth/"]],
  [/^(commander|env-paths)$/, ["src/cli/"]],
];

const sources = readSources();

it("every room may be imported only by those the plan names", () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      .filter((target) => target.startsWith("src/"))
      .map((target) => [roomOf(path), roomOf(target)] as const)
      .filter(([from, to]) => from !== to && MAY_IMPORT[from]?.includes(to) !== true)
      .map(([, to]) => `${path} -> ${to}`),
  );
  expect(wrong).toEqual([]);
});

it("every folder below src is a room of the plan", () => {
  expect([...new Set(sources.map(({ path }) => roomOf(path)))].sort()).toEqual(
    Object.keys(MAY_IMPORT).sort(),
  );
});

it("fenced packages are imported only behind their fence", () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    FENCES.filter(([, folders]) => !folders.some((folder) => path.startsWith(folder)))
      .filter(([name]) => imports.some((target) => name.test(target)))
      .map(([name]) => `${path} -> ${name.source}`),
  );
  expect(wrong).toEqual([]);
});

it("the check sees imports at all", () => {
  const all = sources.flatMap(({ imports }) => imports);
  expect(all).toContain("better-sqlite3");
  expect(all).toContain("src/domain/errors.ts");
  expect(all).toContain("src/app/create-app.ts");
});
