import { expect, it } from "vitest";
import { createRevocationList } from "../../src/auth/revocations.ts";
import { type Denial, subjectKey } from "../../src/domain/accounts/denial-store.ts";
import { AwarenessError } from "../../src/domain/errors.ts";
import { aClock } from "./support/tokens.ts";

/** A list over a database of which a test decides the content and the health. */
function openList() {
  const clock = aClock();
  const revoked: string[] = [];
  const denied: Denial[] = [];
  const granted: string[] = [];
  const state = { queries: 0, down: false, askedFor: 0, grantsSince: 0, gate: Promise.resolve() };
  const list = createRevocationList({
    clock,
    maxAgeMs: 2_000,
    denials: { list: async () => [...denied] },
    grants: {
      async listRevoked(since) {
        state.grantsSince = since;
        return [...granted];
      },
    },
    tokens: {
      async listRevoked(now) {
        state.queries += 1;
        state.askedFor = now;
        await state.gate;
        if (state.down) throw new Error("database is down");
        return [...revoked];
      },
    },
  });
  const isRevoked = (tokenId: string) => list.isRevoked({ tokenId });
  return { list: { ...list, isRevoked }, isDenied: list.isRevoked, clock, revoked, denied, granted, state };
}

it("a revocation is seen within two seconds, with at most one query in that time", async () => {
  const { list, clock, revoked, state } = openList();
  expect(await list.isRevoked("a")).toBe(false);
  revoked.push("a");
  clock.set(clock.now() + 1_999);
  expect(await list.isRevoked("a")).toBe(false);
  expect(state.queries).toBe(1);
  clock.set(clock.now() + 1);
  expect(await list.isRevoked("a")).toBe(true);
  expect(await list.isRevoked("b")).toBe(false);
  expect(state.queries).toBe(2);
});

it("many requests at once share one query", async () => {
  const { list, state } = openList();
  const answers = await Promise.all(Array.from({ length: 50 }, () => list.isRevoked("a")));
  expect(answers.every((answer) => !answer)).toBe(true);
  expect(state.queries).toBe(1);
});

it("while the database is down the last known list stays in force", async () => {
  const { list, clock, revoked, state } = openList();
  revoked.push("a");
  expect(await list.isRevoked("a")).toBe(true);
  state.down = true;
  for (const seconds of [3, 6, 60]) {
    clock.set(clock.now() + seconds * 1_000);
    expect([await list.isRevoked("a"), await list.isRevoked("b")]).toEqual([true, false]);
  }
  expect(state.queries).toBe(4);
  state.down = false;
  revoked.push("b");
  clock.set(clock.now() + 2_000);
  expect(await list.isRevoked("b")).toBe(true);
});

it("while the database is silent, requests wait for it once and then hardly at all", async () => {
  const { list, clock, state, revoked } = openList();
  revoked.push("a");
  await list.isRevoked("a");
  state.down = true;
  clock.set(clock.now() + 2_000);
  await list.isRevoked("a");
  let answer = () => {};
  state.gate = new Promise((resolve) => {
    answer = resolve;
  });
  clock.set(clock.now() + 2_000);
  const begin = performance.now();
  for (let request = 0; request < 20; request += 1) expect(await list.isRevoked("a")).toBe(true);
  expect(performance.now() - begin).toBeLessThan(2_000);
  expect(state.queries).toBe(3);
  state.down = false;
  revoked.push("b");
  answer();
  await expect.poll(() => list.isRevoked("b")).toBe(true);
});

it("before the first list nobody is let in: an error that says to try again, and then does", async () => {
  const { list, state } = openList();
  state.down = true;
  for (let round = 0; round < 2; round += 1) {
    const error = await list.isRevoked("a").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwarenessError);
    expect(error).toMatchObject({ code: "unavailable", retryable: true });
  }
  state.down = false;
  expect(await list.isRevoked("a")).toBe(false);
});

it("a clock that is set back does not keep an old list in force", async () => {
  const { list, clock, revoked } = openList();
  await list.isRevoked("a");
  revoked.push("a");
  clock.set(clock.now() - 3_600_000);
  expect(await list.isRevoked("a")).toBe(true);
});

it("covers tokens in the half minute in which they are still tolerated after their end", async () => {
  const { list, clock, state } = openList();
  await list.isRevoked("a");
  expect(clock.now() - state.askedFor).toBe(30_000);
});

it("a denied subject is refused at its issuer, for the tokens of its time, and may come back", async () => {
  const { isDenied, clock, denied } = openList();
  const issuedAt = clock.now() / 1000;
  const ada = { issuer: "awareness", subject: "ada", issuedAt };
  const ask = () => {
    clock.set(clock.now() + 2_000);
    return Promise.all([
      isDenied(ada),
      isDenied({ ...ada, issuedAt: issuedAt + 1 }),
      isDenied({ ...ada, issuer: "https://idp.example" }),
      isDenied({ ...ada, subject: "bob" }),
      isDenied({ issuer: "awareness", subject: "ada" }),
      isDenied({ tokenId: "local" }),
    ]);
  };
  expect(await ask()).toEqual([false, false, false, false, false, false]);
  denied.push({ subject: subjectKey("awareness", "ada"), until: issuedAt * 1000 });
  expect(await ask()).toEqual([true, false, false, false, true, false]);
  denied[0] = { subject: subjectKey("awareness", "ada") };
  expect(await ask()).toEqual([true, true, false, false, true, false]);
  denied.length = 0;
  expect(await ask()).toEqual([false, false, false, false, false, false]);
});

it("with a grant all its tokens are revoked, for as long as one may be about", async () => {
  const { isDenied, clock, granted, state } = openList();
  const ask = (grantId: string) => isDenied({ grantId, tokenId: "t" });
  expect(await ask("g")).toBe(false);
  granted.push("g");
  clock.set(clock.now() + 2_000);
  expect([await ask("g"), await ask("h"), await isDenied({ tokenId: "g" })]).toEqual([true, false, false]);
  expect(clock.now() - state.grantsSince).toBe(20 * 60_000);
});

it("a token of a grant is held to the denials of own tokens, whatever its issuer is called", async () => {
  const { isDenied, clock, denied } = openList();
  const issuedAt = clock.now() / 1000;
  const ada = { grantId: "g", issuer: "https://memory.example", subject: "ada", issuedAt };
  expect(await isDenied(ada)).toBe(false);
  denied.push({ subject: subjectKey("awareness", "ada"), until: issuedAt * 1000 });
  clock.set(clock.now() + 2_000);
  expect(await isDenied(ada)).toBe(true);
  expect(await isDenied({ ...ada, issuedAt: issuedAt + 1 })).toBe(false);
  expect(await isDenied({ issuer: ada.issuer, subject: "ada", issuedAt })).toBe(false);
});
