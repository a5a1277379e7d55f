import { describe, expect, it } from "vitest";
import { verifyPassword } from "../../../src/auth/passwords.ts";
import type { OwnerId } from "../../../src/domain/owner.ts";
import { makeInviteLink, makeSetupLink, openLink } from "../../../src/oauth/people/links.ts";
import { createPasswordQueue, type PasswordQueue } from "../../../src/oauth/people/password-queue.ts";
import { createRedeem } from "../../../src/oauth/people/redeem.ts";
import { inMemory, POSTGRES, SQLITE_FILE } from "../../contract/backends.ts";
import { alice, bob, useStore } from "../../contract/fixtures.ts";
import { createAuthenticator } from "../../helpers/authenticator.ts";
import { cheapHash } from "../support/cheap-hash.ts";
import { ceremoniesOf, enrol, ISSUER, SITE, signInWith } from "./passkey-fixture.ts";
import { addPerson, PASSWORD } from "./sign-in-fixture.ts";

type At = ReturnType<typeof useStore>;

const OTHER = "nine improbable zebras";
const withPassword = (password = PASSWORD) => ({ kind: "password", password }) as const;

/** Keeps hashes that cost little to make; what they are worth is tested elsewhere. */
const cheap = (): PasswordQueue => ({ ...createPasswordQueue(), hash: async (text) => cheapHash(text) });

function redeemOf(at: At, passwords: PasswordQueue = cheap()) {
  const { links, users, passkeys, oauthRecords: records } = at.store;
  const ceremonies = ceremoniesOf(at);
  const timeZone = "Europe/Berlin";
  return createRedeem({ links, users, passkeys, records, ceremonies, passwords, clock: at.clock, timeZone });
}

const partsOf = ({ store: { links, passkeys }, clock }: At) => ({ links, passkeys, clock, issuer: ISSUER });
const secretOf = (link: { readonly url: string } | undefined) => link?.url.split("/").at(-1) ?? "";
const invite = async (at: At, owner: OwnerId = alice) => secretOf(await makeInviteLink(partsOf(at), owner));

async function makePasskey(at: At, owner: OwnerId, device = createAuthenticator()) {
  const { challenge } = await ceremoniesOf(at).registrationOptions({ owner });
  return { kind: "passkey", answer: device.create({ ...SITE, challenge }), name: "laptop" } as const;
}

describe.each([SQLITE_FILE, POSTGRES])("a link, with the database in $name", ({ open }) => {
  const at = useStore(open);

  it("for setting up makes the first account with a password, once, and ends all others of its kind", async () => {
    const [secret, other] = [
      secretOf(await makeSetupLink(partsOf(at), alice)),
      secretOf(await makeSetupLink(partsOf(at), alice)),
    ];
    const redeem = redeemOf(at);
    expect(await redeem(secret, withPassword())).toEqual({ kind: "redeemed", owner: alice });
    expect(await at.store.users.find(alice)).toMatchObject({ hasPassword: true, timeZone: "Europe/Berlin" });
    expect(await verifyPassword(PASSWORD, await at.store.users.findPassword(alice))).toBe(true);
    for (const used of [secret, other]) {
      expect(await redeem(used, withPassword(OTHER))).toEqual({ kind: "not_valid", state: "used" });
    }
    expect(await verifyPassword(PASSWORD, await at.store.users.findPassword(alice))).toBe(true);
  });

  it("makes an account with a passkey, by which its owner signs in", async () => {
    const device = createAuthenticator();
    const secret = await invite(at);
    const chosen = await makePasskey(at, alice, device);
    expect(await redeemOf(at)(secret, chosen)).toEqual({ kind: "redeemed", owner: alice });
    expect(await at.store.passkeys.list(alice)).toMatchObject([{ id: device.credentialId, name: "laptop" }]);
    expect(await signInWith(ceremoniesOf(at), device)).toMatchObject({ kind: "signed_in", owner: alice });
  });

  it("is exchanged by one of two at once, on two nodes, and holds the password of that one", async () => {
    const secret = await invite(at);
    const [one, other] = [redeemOf(at), redeemOf(at)];
    const both = await Promise.all([one(secret, withPassword(PASSWORD)), other(secret, withPassword(OTHER))]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["not_valid", "redeemed"]);
    const winner = both[0]?.kind === "redeemed" ? PASSWORD : OTHER;
    expect(await verifyPassword(winner, await at.store.users.findPassword(alice))).toBe(true);
  });
});

describe("a link", () => {
  const at = useStore(inMemory);

  it("outlives a password that will not do, and one that is made of what is known of the person", async () => {
    const secret = await invite(at);
    const redeem = redeemOf(at);
    const weak = await redeem(secret, withPassword("too short"));
    expect(weak).toEqual({ kind: "weak", reasons: ["It has 9 characters; the least is 14."] });
    expect(await redeem(secret, withPassword("alice alice alice"))).toMatchObject({ kind: "weak" });
    expect(await redeem(secret, withPassword("x".repeat(129)))).toMatchObject({ kind: "weak" });
    expect(await at.store.users.find(alice)).toBeUndefined();
    expect(await redeem(secret, withPassword())).toMatchObject({ kind: "redeemed" });
  });

  it("outlives a passkey that will not do: of another address, of another account, one that is somebody's", async () => {
    const secret = await invite(at);
    const redeem = redeemOf(at);
    const { challenge } = await ceremoniesOf(at).registrationOptions({ owner: alice });
    const elsewhere = createAuthenticator().create({ ...SITE, challenge, origin: "https://evil.example" });
    expect(await redeem(secret, { kind: "passkey", answer: elsewhere, name: "x" })).toEqual({
      kind: "passkey_refused",
      problem: "wrong_origin",
    });
    expect(await redeem(secret, await makePasskey(at, bob))).toMatchObject({ problem: "expired" });
    await addPerson(at.store, bob);
    const { device } = await enrol(ceremoniesOf(at), at.store, bob);
    expect(await redeem(secret, await makePasskey(at, alice, device))).toMatchObject({ problem: "taken" });
    expect(await openLink(partsOf(at), secret)).toMatchObject({ state: "valid" });
    expect(await at.store.users.find(alice)).toBeUndefined();
  });

  it("outlives a moment in which too many want the same", async () => {
    const passwords = createPasswordQueue();
    const secret = await invite(at);
    const others = Array.from({ length: 10 }, () => passwords.verify("x", undefined));
    expect(await redeemOf(at, passwords)(secret, withPassword())).toEqual({ kind: "busy", retryMs: 2_000 });
    await Promise.all(others);
    expect(await redeemOf(at, passwords)(secret, withPassword())).toMatchObject({ kind: "redeemed" });
  });

  it("that has expired, or is none, changes nothing", async () => {
    const secret = secretOf(await makeInviteLink(partsOf(at), alice, 1_000));
    at.clock.advance(1_000);
    const redeem = redeemOf(at);
    expect(await redeem(secret, withPassword())).toEqual({ kind: "not_valid", state: "expired" });
    expect(await redeem("A".repeat(43), withPassword())).toEqual({ kind: "not_valid", state: "unknown" });
    expect(await at.store.users.list()).toEqual([]);
  });

  it("for setting up does not change a password that was set meanwhile", async () => {
    const secret = secretOf(await makeSetupLink(partsOf(at), alice));
    await addPerson(at.store, alice);
    expect(await redeemOf(at)(secret, withPassword(OTHER))).toEqual({ kind: "not_valid", state: "used" });
    expect(await verifyPassword(PASSWORD, await at.store.users.findPassword(alice))).toBe(true);
  });

  it("gives an account that has a password a new one, and ends its browser sessions alone", async () => {
    await addPerson(at.store, alice, "alice@example.com");
    await addPerson(at.store, bob);
    for (const owner of [alice, bob]) {
      await at.store.oauthRecords.save({
        kind: "session",
        key: `of ${owner}`,
        payload: "{}",
        owner,
        expiresAt: at.clock.now() + 60_000,
      });
    }
    const redeem = redeemOf(at);
    expect(await redeem(await invite(at), withPassword(OTHER))).toMatchObject({ kind: "redeemed" });
    expect(await verifyPassword(OTHER, await at.store.users.findPassword(alice))).toBe(true);
    expect(await at.store.users.find(alice)).toMatchObject({ email: "alice@example.com", timeZone: "UTC" });
    expect(await at.store.oauthRecords.find("session", `of ${alice}`)).toBeUndefined();
    expect(await at.store.oauthRecords.find("session", `of ${bob}`)).toBeDefined();
  });

  it("does not bring back an account that is being deleted", async () => {
    await addPerson(at.store, alice);
    await at.store.deletions.begin(alice, at.clock.now());
    const secret = await invite(at);
    expect(await redeemOf(at)(secret, withPassword())).toEqual({ kind: "not_valid", state: "unknown" });
    expect(await at.store.users.find(alice)).toBeUndefined();
  });
});
