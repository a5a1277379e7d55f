import { describe, expect, it } from "vitest";
import { announceSetup } from "../../../src/oauth/people/announce-setup.ts";
import {
  INVITE_LINK_MS,
  makeInviteLink,
  makeSetupLink,
  openLink,
  SETUP_LINK_MS,
} from "../../../src/oauth/people/links.ts";
import { toKey } from "../../../src/oauth/server/secret-key.ts";
import { inMemory, POSTGRES, SQLITE_FILE } from "../../contract/backends.ts";
import { alice, bob, useStore } from "../../contract/fixtures.ts";
import { addPerson } from "./sign-in-fixture.ts";

const ISSUER = "https://memory.example.org/awareness";
const LINK = /^https:\/\/memory\.example\.org\/awareness\/oauth\/link\/([\w-]{43})$/;
const secretOf = (url = "") => LINK.exec(url)?.[1] ?? "";

describe.each([SQLITE_FILE, POSTGRES])("links, with the database in $name", ({ open }) => {
  const at = useStore(open);
  const parts = () => ({
    links: at.store.links,
    passkeys: at.store.passkeys,
    clock: at.clock,
    issuer: ISSUER,
  });

  it("say whose they are and what for until they expire; the database holds no secret", async () => {
    const setup = await makeSetupLink(parts(), alice);
    const invite = await makeInviteLink(parts(), bob);
    const short = await makeInviteLink(parts(), bob, 1_000);
    const now = at.clock.now();
    expect(setup).toEqual({ url: expect.stringMatching(LINK), expiresAt: now + SETUP_LINK_MS });
    expect(await openLink(parts(), secretOf(setup?.url))).toEqual({
      state: "valid",
      kind: "setup",
      owner: alice,
      expiresAt: now + SETUP_LINK_MS,
    });
    expect(await openLink(parts(), secretOf(invite.url))).toEqual({
      state: "valid",
      kind: "invite",
      owner: bob,
      expiresAt: now + INVITE_LINK_MS,
    });
    expect(await at.store.links.find(secretOf(invite.url))).toBeUndefined();
    at.clock.advance(1_000);
    expect(await openLink(parts(), secretOf(short.url))).toEqual({ state: "expired" });
    at.clock.advance(SETUP_LINK_MS - 1_000);
    expect(await openLink(parts(), secretOf(setup?.url))).toEqual({ state: "expired" });
    expect(await openLink(parts(), secretOf(invite.url))).toMatchObject({ state: "valid" });
  });

  it("for setting up are made, and count, only while nobody can sign in", async () => {
    const setup = await makeSetupLink(parts(), alice);
    await at.store.users.add({ id: alice, timeZone: "UTC", identities: [] }, 0);
    expect(await openLink(parts(), secretOf(setup?.url))).toMatchObject({ state: "valid" });
    await addPerson(at.store, bob);
    expect(await openLink(parts(), secretOf(setup?.url))).toEqual({ state: "used" });
    expect(await makeSetupLink(parts(), alice)).toBeUndefined();
  });
});

describe("links", () => {
  const at = useStore(inMemory);
  const parts = () => ({
    links: at.store.links,
    passkeys: at.store.passkeys,
    clock: at.clock,
    issuer: ISSUER,
  });

  it.each(["", "x", "A".repeat(43), "A".repeat(44), `${"A".repeat(42)}\0`, "é".repeat(43)])(
    "with the secret %j are unknown",
    async (secret) => {
      await makeInviteLink(parts(), bob);
      expect(await openLink(parts(), secret)).toEqual({ state: "unknown" });
    },
  );

  it("stay good however often they are looked at, and are gone once they are used", async () => {
    const secret = secretOf((await makeInviteLink(parts(), bob)).url);
    for (let look = 0; look < 3; look += 1) {
      expect(await openLink(parts(), secret)).toMatchObject({ state: "valid" });
    }
    await at.store.links.use(toKey(secret), at.clock.now());
    expect(await openLink(parts(), secret)).toEqual({ state: "used" });
  });

  it("begin at the issuer, with or without a slash at its end", async () => {
    const { url } = await makeInviteLink({ ...parts(), issuer: `${ISSUER}/` }, bob);
    expect(url).toMatch(LINK);
  });

  it("for setting up are announced at a start while nobody can sign in", async () => {
    const about = { ...parts(), owner: alice };
    const [first = "", second] = await announceSetup(about);
    expect(first).toMatch(/^Set up: {9}https:\/\/memory\.example\.org\/awareness\/oauth\/link\/[\w-]{43}$/);
    expect(second).toBe(
      "                Choose there how alice signs in. Works once, until 2026-03-01T12:15:00.000Z; a restart prints another link, and so does: awareness user invite alice",
    );
    await addPerson(at.store, bob);
    expect(await announceSetup(about)).toEqual([]);
  });
});
