import { describe, expect, it } from "vitest";
import { hashPassword } from "../../../src/auth/passwords.ts";
import { parseOwner } from "../../../src/domain/owner.ts";
import { inMemory, POSTGRES, SQLITE_FILE } from "../../contract/backends.ts";
import { alice, bob, useStore } from "../../contract/fixtures.ts";
import { addPerson, nodeOf, PASSWORD } from "./sign-in-fixture.ts";

const REFUSED = { kind: "refused" };

describe.each([SQLITE_FILE, POSTGRES])("signing in by password, with the database in $name", ({ open }) => {
  const at = useStore(open);

  it("takes the id or the e-mail address", async () => {
    await addPerson(at.store, alice, "alice@example.com");
    const { attempt } = nodeOf(at);
    for (const name of ["alice", " alice ", "alice@example.com", "Alice@Example.COM "]) {
      expect(await attempt({ name })).toMatchObject({ kind: "signed_in", owner: alice });
    }
  });

  it("counts tries of all nodes together", async () => {
    await addPerson(at.store, alice);
    const [one, other] = [nodeOf(at), nodeOf(at)];
    const wrong = { password: "nine improbable zebras" };
    const tries = [one, other, one, other, one];
    for (const { attempt } of tries) expect(await attempt(wrong)).toEqual(REFUSED);
    const refusals = await Promise.all([one.attempt(), other.attempt()]);
    expect(refusals).toEqual([
      { kind: "throttled", retryMs: 180_000 },
      { kind: "throttled", retryMs: 180_000 },
    ]);
  });
});

describe("signing in by password", () => {
  const at = useStore(inMemory);

  it.each([
    ["another password", { password: `${PASSWORD}.` }],
    ["no password", { password: "" }],
    ["a password of a megabyte", { password: PASSWORD.padEnd(1_000_000, "x") }],
    ["an id of nobody", { name: "bob" }],
    ["an address of nobody", { name: "bob@example.com" }],
    ["an id in another case", { name: "Alice" }],
    ["no name", { name: "" }],
    ["the owner of shared rows", { name: "_system" }],
    ["a name with NUL and other letters", { name: "al\0ice \ud800 é" }],
    ["a wildcard", { name: "%@%" }],
    ["a long name", { name: "a".repeat(100_000) }],
  ])("is refused with %s, in the same words", async (_, different) => {
    await addPerson(at.store, alice, "alice@example.com");
    expect(await nodeOf(at).attempt(different)).toEqual(REFUSED);
  });

  it("is refused to an account without a password, and to one that is being deleted", async () => {
    await at.store.users.add({ id: bob, timeZone: "UTC", identities: [] }, 0);
    const { attempt } = nodeOf(at);
    expect(await attempt({ name: "bob" })).toEqual(REFUSED);
    await addPerson(at.store, alice);
    await at.store.deletions.begin(alice, at.clock.now());
    expect(await attempt()).toEqual(REFUSED);
  });

  it("goes by the id where it is the address of somebody else", async () => {
    const odd = parseOwner("alice@example.com");
    await addPerson(at.store, odd);
    await addPerson(at.store, alice, "alice@example.com");
    expect(await nodeOf(at).attempt({ name: "alice@example.com" })).toMatchObject({ owner: odd });
  });

  it("takes as long for somebody whom nobody knows", async () => {
    await addPerson(at.store, alice);
    await at.store.users.setPassword(alice, await hashPassword(PASSWORD), at.clock.now());
    const { attempt } = nodeOf(at);
    const timeOf = async (name: string) => {
      const begin = performance.now();
      await attempt({ name, password: "nine improbable zebras" });
      return performance.now() - begin;
    };
    const known = Math.min(await timeOf("alice"), await timeOf("alice"));
    expect(await timeOf("nobody")).toBeGreaterThan(known / 3);
  });

  it("gives the browser something to be known by, which it keeps", async () => {
    await addPerson(at.store, alice);
    const { attempt } = nodeOf(at);
    const first = await attempt();
    const knownBrowser = first.kind === "signed_in" ? first.knownBrowser : "";
    expect(knownBrowser).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
    expect(await attempt({ knownBrowser })).toEqual(first);
  });

  it("lets the owner in from a known browser while others guess, even from the same network", async () => {
    await addPerson(at.store, alice);
    const { attempt, browsers } = nodeOf(at);
    const knownBrowser = browsers.issue(alice);
    for (let guess = 0; guess < 5; guess += 1) await attempt({ password: "nine improbable zebras" });
    expect(await attempt()).toMatchObject({ kind: "throttled" });
    expect(await attempt({ knownBrowser })).toMatchObject({ kind: "signed_in" });
    // It is known for this account alone.
    await addPerson(at.store, bob);
    for (let guess = 0; guess < 5; guess += 1) await attempt({ name: "bob", password: "no", knownBrowser });
    expect(await attempt({ name: "bob", knownBrowser })).toMatchObject({ kind: "throttled" });
  });

  it("is told to come back while too many wait, and does not use up a try; a known browser goes first", async () => {
    await addPerson(at.store, alice);
    const { attempt, browsers, passwords } = nodeOf(at);
    const others = Array.from({ length: 10 }, () => passwords.verify("x", undefined));
    for (let time = 0; time < 6; time += 1) {
      expect(await attempt()).toEqual({ kind: "throttled", retryMs: 2_000 });
    }
    expect(await attempt({ knownBrowser: browsers.issue(alice) })).toMatchObject({ kind: "signed_in" });
    await Promise.all(others);
    expect(await attempt()).toMatchObject({ kind: "signed_in" });
  });

  it("counts an address as one, however it is written", async () => {
    await addPerson(at.store, alice, "alice@example.com");
    const { attempt } = nodeOf(at);
    const spellings = [
      "alice@example.com",
      "ALICE@example.com",
      "Alice@Example.com",
      " alice@example.com",
      "aLice@example.com",
    ];
    for (const name of spellings) expect(await attempt({ name, password: "no" })).toEqual(REFUSED);
    expect(await attempt({ name: "alicE@example.com" })).toMatchObject({ kind: "throttled" });
  });

  it("keeps names and networks out of the database", async () => {
    await addPerson(at.store, alice);
    const names: string[] = [];
    const { store, clock } = at;
    const rateLimits: typeof store.rateLimits = {
      ...store.rateLimits,
      take(taking) {
        names.push(taking.name);
        return store.rateLimits.take(taking);
      },
    };
    const { attempt } = nodeOf({ store: { ...store, rateLimits }, clock });
    await attempt();
    expect(names).toEqual([
      expect.stringMatching(/^sign-in-network:[\w-]{43}$/),
      expect.stringMatching(/^sign-in-account:[\w-]{43}$/),
    ]);
  });
});
