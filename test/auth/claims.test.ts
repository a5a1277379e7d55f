import { expect, it } from "vitest";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { aClock, aKeyRing, goodClaims, type Json, sign } from "./support/tokens.ts";

const clock = aClock();
const verifier = createTokenVerifier({ keys: aKeyRing(), clock, isRevoked: async () => false });
const verify = (more: Json) => verifier.verify(sign({ ...goodClaims(clock), ...more }));

it("who vouched for a caller, for whom and when is known", async () => {
  const issuedAt = Math.floor(clock.now() / 1000);
  expect(await verify({})).toMatchObject({ issuer: "awareness", subject: "alice", issuedAt });
});

it("the OAuth client is what client_id names, else azp, and writes under its name", async () => {
  expect(await verify({ client_id: "app" })).toMatchObject({ clientId: "app", by: "app" });
  expect(await verify({ azp: "party", name: "laptop" })).toMatchObject({ clientId: "party", by: "laptop" });
  expect(await verify({ client_id: "app", azp: "party" })).toMatchObject({ clientId: "app" });
  expect(await verify({})).not.toHaveProperty("clientId");
});

it.each(["stdio", "cli", "local", "expiry", "demo", "undo 3f4b8a6c", "CLI", " demo "])(
  "nobody writes under the program's own name %j",
  async (name) => {
    expect(await verify({ client_id: name })).toMatchObject({ clientId: name, by: `client ${name}` });
    expect(await verify({ name })).toMatchObject({ by: `token ${name}` });
    expect(await verify({ jti: name })).toMatchObject({ tokenId: name, by: `token ${name}` });
  },
);

it("names that only resemble the program's own are left alone", async () => {
  for (const name of ["client", "stdio-2", "undone", "undo"])
    expect(await verify({ client_id: name })).toMatchObject({ by: name });
});

it("a token may be bound to up to 100 sources", async () => {
  const many = Array.from({ length: 100 }, (_, index) => `source ${index}`);
  for (const sources of [["a"], ["a", "a"], ["s".repeat(200)], ["ключ"], many])
    expect((await verify({ sources })).sources).toEqual(sources);
  expect(await verify({})).not.toHaveProperty("sources");
});

it.each([
  [[]],
  [[""]],
  ["a"],
  [null],
  [{ 0: "a", length: 1 }],
  [[1]],
  [["a", null]],
  [[["a"]]],
  [["s".repeat(201)]],
  [["a\0"]],
  [["\ud800"]],
  [Array.from({ length: 101 }, () => "a")],
])("sources that are no such list never open all: %j", async (sources) => {
  await expect(verify({ sources })).rejects.toMatchObject({ reason: "invalid_token" });
});
