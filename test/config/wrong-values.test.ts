import { expect, it } from "vitest";
import { listVariables } from "../../src/config/variables.ts";
import { GOOD_SECRET, parse, refusal } from "./support.ts";

const WRONG: readonly (readonly [string, readonly string[]])[] = [
  ["AWARENESS_TRANSPORT", ["http", "sse", "STDIO"]],
  ["AWARENESS_HOST", ["http://localhost", "localhost:80", "a b", "[localhost]", "-"]],
  ["AWARENESS_PORT", ["abc", "-1", "65536", "1.5", "0x50", " 80", "1e3"]],
  ["AWARENESS_MOUNT_PATH", ["memory", "/a b", "/a?b", "/..", "/a/../b", "/%2e"]],
  [
    "AWARENESS_PUBLIC_URL",
    ["memory.example", "ftp://memory.example", "https://", "https://a/?b", "https://a/#b"],
  ],
  ["AWARENESS_AUTH_REQUIRED", ["yes", "no", "on", "2", "y"]],
  ["AWARENESS_STATELESS_HTTP", ["yes", "off"]],
  ["AWARENESS_AUTO_MIGRATE", ["never"]],
  ["AWARENESS_SESSION_TTL", ["0", "-5", "1h", "99999999999"]],
  ["AWARENESS_MAX_SESSIONS_PER_OWNER", ["0", "many"]],
  ["AWARENESS_MAX_CONCURRENT_PER_OWNER", ["0", "1.5"]],
  ["AWARENESS_RATE_LIMIT_PER_OWNER", ["-1", "60/m", "10000001"]],
  ["AWARENESS_TRUSTED_PROXIES", ["proxy.example", "10.0.0.0/33", "10.0.0/8", "::1/129", "*"]],
  ["AWARENESS_MAX_RESULT_BYTES", ["1", "16MB"]],
  ["AWARENESS_ALLOWED_HOSTS", ["https://a", "a,b:80", "a/b"]],
  ["AWARENESS_ALLOWED_ORIGINS", ["https://a/b", "a b", "*"]],
  ["AWARENESS_DEFAULT_OWNER", ["", "_system", "__proto__", "a b", "é", "x".repeat(256)]],
  ["AWARENESS_TOOLSETS", ["none", "core,unknown", ",", "all,core"]],
  ["AWARENESS_LOG_LEVEL", ["verbose", "INFO"]],
  ["AWARENESS_DATABASE_URL", ["awareness.db", "sqlite:", "mysql://h/d", "file:x?mode=ro", "file://host/x"]],
  ["AWARENESS_SESSION_DATABASE_URL", ["redis://h"]],
];

it.each(WRONG.flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
  "%s=%j is refused in one line with its name and what is accepted",
  (name, value) => {
    const { message } = refusal({ [name]: value });
    expect(message).toMatch(
      new RegExp(`^${name} is (".*"|no database of a kind that is known here); accepted: `),
    );
    expect(message).not.toContain("\n");
  },
);

it("every variable has a description and says what it accepts", () => {
  for (const { description, accepts, initial } of listVariables()) {
    expect(description).toMatch(/\.$/);
    expect(accepts).not.toBe("");
    expect(initial).not.toBe("");
  }
});

it.each(["true", "1", "TRUE"])("a flag accepts %j for true", (text) => {
  expect(parse({ AWARENESS_STATELESS_HTTP: text }).statelessHttp).toBe(true);
});

it.each(["false", "0", "False"])("a flag accepts %j for false", (text) => {
  expect(parse({ AWARENESS_AUTO_MIGRATE: text }).autoMigrate).toBe(false);
});

it("a misspelt toolset gets a suggestion", () => {
  expect(refusal({ AWARENESS_TOOLSETS: "core,knowlege" }).message).toContain('Did you mean "knowledge"?');
});

it("a secret is never repeated, nor are credentials in a URL", () => {
  const password = "hunter2-hunter2";
  for (const [name, value] of [
    ["AWARENESS_JWT_SECRET", password],
    ["AWARENESS_DATABASE_URL", `postgres://ada:${password}@db`],
    ["AWARENESS_DATABASE_URL", `host=db password=${password} and more`],
    ["AWARENESS_DATABASE_URL", `mysql://ada:${password}@db/awareness`],
    ["AWARENESS_SESSION_DATABASE_URL", `redis://:${password}@cache`],
    ["AWARENESS_PUBLIC_URL", `https://ada:${password}@memory.example`],
  ] as const) {
    const { message } = refusal({ [name]: value });
    expect(message).toContain(name);
    expect(message).not.toContain(password);
  }
});

it("a secret needs 32 bytes, not characters", () => {
  expect(parse({ AWARENESS_JWT_SECRET: "ü".repeat(16) }).jwtSecret).toBe("ü".repeat(16));
  expect(refusal({ AWARENESS_JWT_SECRET: GOOD_SECRET.slice(1) }).message).toContain("at least 32 bytes");
  expect(refusal({ AWARENESS_JWT_SECRET: "" }).message).toContain("at least 32 bytes");
});
