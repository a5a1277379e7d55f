import { afterEach, describe, expect, it, vi } from "vitest";
import { subjectKey } from "../../../src/domain/accounts/denial-store.ts";
import { type FakeProvider, startFakeProvider } from "../../auth/providers/support/fake-provider.ts";
import type { Json } from "../../auth/support/tokens.ts";
import { call } from "../../cli/in-process.ts";
import { connectClient } from "../../helpers/clients.ts";
import { ENGINES } from "./support/engines.ts";
import { addUser, startServer, type TestServer } from "./support/server.ts";

const ADDRESS = "alice@example.org";
const addAddress = (id: string, email: string) =>
  `INSERT INTO users (id, email, created_at) VALUES ('${id}', '${email}', 1)`;
const remove = (id: string) => `UPDATE users SET deleted_at = 2 WHERE id = '${id}'`;

describe.each(ENGINES)("whose memory a provider's token opens, on $engine", ({ take }) => {
  const open: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  async function set(env: Record<string, string> = {}): Promise<readonly [FakeProvider, TestServer]> {
    const provider = await startFakeProvider();
    const server = await startServer(await take(), { AWARENESS_OAUTH_ISSUER: provider.issuer, ...env });
    open.push(provider, { [Symbol.asyncDispose]: () => server.close() });
    return [provider, server];
  }

  const statusOf = ([provider, server]: readonly [FakeProvider, TestServer], claims: Json) =>
    server.status(provider.key.sign(provider.claims(server.clock, claims)));

  /** Writes a note as the holder of a token, and answers what is then in the memory, newest first. */
  async function write(
    [provider, server]: readonly [FakeProvider, TestServer],
    claims: Json,
    description: string,
  ) {
    const token = provider.key.sign(provider.claims(server.clock, claims));
    const client = await connectClient("v2 modern", { kind: "http", url: server.url, token });
    await client.callTool("remember", { source: "test", tags: [], description });
    const { json } = await client.callTool("get_knowledge", {});
    await client.close();
    return json.entries.map((entry: { data: { description: string } }) => entry.data.description);
  }

  it("a verified address ties an identity to its user, and only the whole address does", async () => {
    const both = await set();
    const [, server] = both;
    await server.database.execute(addAddress("alice", "Alice@Example.org"));
    const verified = { email: ADDRESS, email_verified: true };
    const refused: readonly Json[] = [
      { email: ADDRESS },
      { email: ADDRESS, email_verified: false },
      { email: ADDRESS, email_verified: "true" },
      { email: ADDRESS, email_verified: 1 },
      { email: [ADDRESS], email_verified: true },
      { ...verified, email: "alice+tag@example.org" },
      { ...verified, email: "a.lice@example.org" },
      { ...verified, email: "alice@example.org.evil" },
      // Kelvin sign and dotless i: they fold to k and i in some alphabets.
      { ...verified, email: "al\u0131ce@example.org" },
      { ...verified, email: "alice@\u212aexample.org" },
      { ...verified, email: " alice@example.org" },
      { ...verified, email: undefined, preferred_username: ADDRESS, upn: ADDRESS },
    ];
    for (const [index, claims] of refused.entries()) {
      expect(await statusOf(both, { ...claims, sub: `stranger-${index}` })).toBe(403);
    }
    expect(await statusOf(both, { ...verified, email: "ALICE@example.ORG", sub: "alice" })).toBe(200);
    expect(await statusOf(both, { sub: "alice" })).toBe(200);
    expect(await statusOf(both, { ...verified, sub: "second" })).toBe(403);
  });

  it("an address that two users have opens neither's memory", async () => {
    const both = await set();
    for (const id of ["alice", "twin"]) await both[1].database.execute(addAddress(id, ADDRESS));
    expect(await statusOf(both, { email: ADDRESS, email_verified: true })).toBe(403);
  });

  it("a user is made only where that is allowed, under a name that nobody can choose", async () => {
    const both = await set({ AWARENESS_OAUTH_AUTO_PROVISION: "true" });
    const [provider, server] = both;
    await server.database.execute(addUser("bob", provider.issuer, "bob-at-idp"));
    expect(await write(both, { sub: "bob" }, "of the subject bob")).toEqual(["of the subject bob"]);
    expect(await write(both, { sub: "_system" }, "of the subject _system")).toEqual([
      "of the subject _system",
    ]);
    expect(await write(both, { sub: "bob-at-idp" }, "of the user bob")).toEqual(["of the user bob"]);
    expect(await write(both, { sub: "bob" }, "again")).toEqual(["again", "of the subject bob"]);
    const id = `oidc-${subjectKey(provider.issuer, "bob")}`;
    expect(id).toMatch(/^oidc-[\w-]{43}$/);
    await server.database.execute(remove(id));
    server.clock.set(server.clock.now() + 2_000);
    expect(await statusOf(both, { sub: "bob" })).toBe(403);
  });

  it("one subject at two providers is two people", async () => {
    const other = await startFakeProvider();
    open.push(other);
    const [provider, server] = await set({
      AWARENESS_OAUTH_PROVIDERS: JSON.stringify([{ issuer: other.issuer, auto_provision: true }]),
    });
    await server.database.execute(addUser("alice", provider.issuer, "alice-at-idp"));
    expect(await write([provider, server], {}, "one")).toEqual(["one"]);
    expect(await write([other, server], {}, "two")).toEqual(["two"]);
    expect(await statusOf([provider, server], { sub: "new" })).toBe(403);
    expect(await statusOf([other, server], { sub: "new" })).toBe(200);
    const forged = other.key.sign(provider.claims(server.clock), { kid: provider.key.kid });
    expect(await server.status(forged)).toBe(401);
  });

  it("an identity that is removed from its user is out within seconds, whatever address it has, until it is added", async () => {
    const [provider, server] = await set({ AWARENESS_OAUTH_AUTO_PROVISION: "true" });
    const mint = () =>
      provider.key.sign(provider.claims(server.clock, { email: ADDRESS, email_verified: true }));
    const token = mint();
    const update = async (option: string) => {
      const args = ["user", "update", "alice", option, `${provider.issuer} alice-at-idp`];
      const { code } = await call(args, { AWARENESS_DATABASE_URL: server.database.url });
      expect(code).toBe(0);
      server.clock.set(server.clock.now() + 2_000);
    };
    await server.database.execute(addAddress("alice", ADDRESS));
    expect(await server.status(token)).toBe(200);
    await update("--remove-identity");
    // 401 once the list of those who are refused has been read again, 403 until then.
    for (const { status } of await server.ask(token)) expect([401, 403]).toContain(status);
    server.clock.set(server.clock.now() + 2_000);
    for (const one of [mint(), token])
      for (const { status } of await server.ask(one)) expect([401, 403]).toContain(status);
    await update("--identity");
    await vi.waitFor(async () => expect(await server.status(token)).toBe(200));
  });

  it("J40 a deleted user is out within two seconds, with a token verified a moment ago too", async () => {
    const both = await set({ AWARENESS_OAUTH_AUTO_PROVISION: "true" });
    const [provider, server] = both;
    await server.database.execute(
      `INSERT INTO users (id, email, created_at) VALUES ('alice', '${ADDRESS}', 1)`,
    );
    const claims = { email: ADDRESS, email_verified: true };
    const token = provider.key.sign(provider.claims(server.clock, claims));
    expect(await server.status(token)).toBe(200);
    await server.database.execute(remove("alice"));
    server.clock.set(server.clock.now() + 2_000);
    expect(await server.status(token)).toBe(403);
    expect(await statusOf(both, claims)).toBe(403);
    server.clock.set(server.clock.now() + 10_000);
    expect(await statusOf(both, claims)).toBe(403);
    await server.database.execute("UPDATE users SET deleted_at = NULL WHERE id = 'alice'");
    server.clock.set(server.clock.now() + 2_000);
    expect(await server.status(token)).toBe(200);
  });
});
