import { expect, it } from "vitest";
import { TOOLSETS } from "../../src/domain/toolsets.ts";
import { parse } from "./support.ts";

it("an empty environment gives the documented defaults", () => {
  expect(parse()).toEqual({
    transport: "stdio",
    host: "127.0.0.1",
    port: 8420,
    mountPath: "",
    publicUrl: undefined,
    dataDir: "/home/ada/.local/share/awareness",
    database: { kind: "sqlite", path: "/home/ada/.local/share/awareness/awareness.db" },
    sessionDatabase: undefined,
    autoMigrate: true,
    strictDatabase: false,
    databaseConnections: 10,
    defaultOwner: "ada",
    authRequired: true,
    jwtSecret: undefined,
    formerJwtSecrets: [],
    jwtAlgorithm: "HS256",
    sealingKey: undefined,
    oauthProviders: [],
    oauthServer: undefined,
    statelessHttp: false,
    sessionTtlSeconds: 604_800,
    maxSessionsPerOwner: 100,
    maxConcurrentPerOwner: 256,
    rateLimitPerOwner: 0,
    rateLimitPerAddress: 0,
    trustedProxies: [],
    maxStreamsPerOwner: 32,
    maxResultBytes: 16_777_216,
    allowedHosts: ["localhost", "127.0.0.1", "::1", "[::1]"],
    allowedOrigins: ["localhost", "127.0.0.1", "::1", "[::1]"],
    toolsets: TOOLSETS,
    embedding: undefined,
    logLevel: "info",
  });
});

it("the configuration is frozen, lists and targets included", () => {
  const config = parse();
  expect(Object.isFrozen(config)).toBe(true);
  for (const member of [config.database, config.allowedHosts, config.toolsets])
    expect(Object.isFrozen(member)).toBe(true);
});

it("an empty value counts as not set", () => {
  expect(parse({ AWARENESS_PORT: "", AWARENESS_HOST: "", AWARENESS_AUTH_REQUIRED: "" })).toEqual(parse());
});

it.each([
  ["ada", "ada"],
  ["José Müller", "Jose-Muller"],
  ["CORP\\ada", "CORP\\ada"],
  ["李", "system"],
  ["", "system"],
  ["_system", "system"],
  ["x".repeat(300), "x".repeat(255)],
])("the operating system's user %j makes the owner %j", (userName, owner) => {
  expect(parse({}, {}, { userName }).defaultOwner).toBe(owner);
});
