import { expect, it } from "vitest";
import { listNodeWarnings, listWarnings } from "../../src/config/warnings.ts";
import { GOOD_SECRET, parse } from "./support.ts";

it("an unknown variable is named, with the one that may have been meant, and never its value", () => {
  const remedy = "Unset or rename the variable.";
  expect(listWarnings({ AWARENESS_PROT: "hunter2", AWARENESS_WHATEVER: "x", PATH: "/bin" })).toEqual([
    { message: "AWARENESS_PROT is not a variable of awareness; did you mean AWARENESS_PORT?", remedy },
    { message: "AWARENESS_WHATEVER is not a variable of awareness", remedy },
  ]);
});

it.each([
  "AWARENESS_OAUTH_USER_CLAIM",
  "AWARENESS_OAUTH_PROXY",
  "AWARENESS_OAUTH_PROXY_RATE_TOKEN",
  "AWARENESS_OLLAMA_DATA",
  "AWARENESS_SESSION_POOL_MAX",
])("%s has no effect, and a start says so", (name) => {
  expect(listWarnings({ [name]: "x" })).toEqual([
    { message: `${name} has no effect in this version.`, remedy: "Unset the variable." },
  ]);
});

it("known and empty variables need no warning", () => {
  expect(listWarnings({ AWARENESS_PORT: "1", AWARENESS_OAUTH_ISSUER: "" })).toEqual([]);
});

const NODE = { AWARENESS_DATABASE_URL: "postgres://db/awareness", AWARENESS_TRANSPORT: "streamable-http" };

it("a node on Postgres whose secret no other node has is warned of", () => {
  expect(listNodeWarnings(parse(NODE))).toEqual([
    { message: expect.stringMatching(/AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_FILE on every node\.$/) },
  ]);
});

it.each([
  ["with a secret of its own setting", { ...NODE, AWARENESS_JWT_SECRET: GOOD_SECRET }],
  ["over stdio", { ...NODE, AWARENESS_TRANSPORT: "stdio" }],
  ["without authentication", { ...NODE, AWARENESS_AUTH_REQUIRED: "false" }],
  ["on a file", { ...NODE, AWARENESS_DATABASE_URL: "sqlite:/a.db" }],
])("a server %s is not", (_, env) => {
  expect(listNodeWarnings(parse(env))).toEqual([]);
});

it("key pairs are in the database, where every node has them", () => {
  expect(listNodeWarnings(parse({ ...NODE, AWARENESS_JWT_ALGORITHM: "ES256" }))).toEqual([]);
});

const BEHIND_PROXY = {
  AWARENESS_TRANSPORT: "streamable-http",
  AWARENESS_OAUTH_SERVER: "true",
  AWARENESS_PUBLIC_URL: "https://memory.example",
};

it("a proxy that is not trusted makes all people one network, and a start says so", () => {
  expect(listNodeWarnings(parse(BEHIND_PROXY))).toEqual([
    { message: expect.stringMatching(/set AWARENESS_TRUSTED_PROXIES to the proxy's addresses\.$/) },
  ]);
});

it.each([
  ["with trusted proxies", { AWARENESS_TRUSTED_PROXIES: "127.0.0.1" }],
  ["without the OAuth server", { AWARENESS_OAUTH_SERVER: "false" }],
  ["without a proxy", { AWARENESS_PUBLIC_URL: "http://localhost:8420" }],
])("a server %s needs no such warning", (_, env) => {
  expect(listNodeWarnings(parse({ ...BEHIND_PROXY, ...env }))).toEqual([]);
});
