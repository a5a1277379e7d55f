import { describe, expect, it } from "vitest";
import { CHALLENGE_MS } from "../../../src/oauth/people/passkey-challenges.ts";
import { arePasskeysPossible } from "../../../src/oauth/people/passkey-site.ts";
import { inMemory, POSTGRES, SQLITE_FILE } from "../../contract/backends.ts";
import { alice, bob, useStore } from "../../contract/fixtures.ts";
import { type Ceremony, createAuthenticator } from "../../helpers/authenticator.ts";
import { addAccount, ceremoniesOf, enrol, SITE, signInWith, strangeChallenge } from "./passkey-fixture.ts";

const refused = (problem: string) => ({ kind: "refused", problem });

describe.each([SQLITE_FILE, POSTGRES])("signing in by passkey, with the database in $name", ({ open }) => {
  const at = useStore(open);

  it("needs no name, and notes the use", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device, handle } = await enrol(ceremonies, at.store, alice);
    at.clock.advance(60_000);
    const done = { kind: "signed_in", owner: alice, passkeyId: device.credentialId };
    expect(await signInWith(ceremonies, device, {}, handle)).toEqual(done);
    const [kept] = await at.store.passkeys.list(alice);
    expect(kept).toMatchObject({ counter: 2, usedAt: at.clock.now() });
    expect(await signInWith(ceremonies, device)).toEqual(done);
  });

  it("counts an answer once, on whichever of two nodes it arrives", async () => {
    await addAccount(at.store, alice);
    const [one, other] = [ceremoniesOf(at), ceremoniesOf(at)];
    const { device } = await enrol(one, at.store, alice);
    const { challenge } = await one.authenticationOptions();
    const answer = device.get({ ...SITE, challenge });
    const both = await Promise.all([one.verifyAuthentication(answer), other.verifyAuthentication(answer)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["refused", "signed_in"]);
    expect(await other.verifyAuthentication(answer)).toEqual(refused("expired"));
  });

  it("is refused to a copy, from the moment at which the two have counted differently", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice);
    const copy = device.copy();
    expect(await signInWith(ceremonies, device)).toMatchObject({ kind: "signed_in" });
    expect(await signInWith(ceremonies, copy)).toEqual(refused("copied"));
  });
});

describe("signing in by passkey", () => {
  const at = useStore(inMemory);

  it.each<[string, Partial<Ceremony>, string]>([
    ["a page of another address", { origin: "https://evil.example" }, "wrong_origin"],
    ["http in place of https", { origin: "http://memory.example.org" }, "wrong_origin"],
    ["a page in a frame of another one", { crossOrigin: true }, "wrong_origin"],
    ["a signature for another host", { rpId: "evil.example" }, "invalid"],
    ["nobody who was verified", { isVerified: false }, "invalid"],
    ["a challenge of nobody", { challenge: strangeChallenge() }, "expired"],
  ])("is refused for %s, and the passkey counts no use", async (_, different, problem) => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice);
    expect(await signInWith(ceremonies, device, different)).toEqual(refused(problem));
    expect((await at.store.passkeys.list(alice))[0]?.counter).toBe(1);
  });

  it("is refused after five minutes, and with a challenge for making a passkey", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice);
    const { challenge } = await ceremonies.registrationOptions({ owner: alice });
    expect(await ceremonies.verifyAuthentication(device.get({ ...SITE, challenge }))).toEqual(
      refused("expired"),
    );
    const late = await ceremonies.authenticationOptions();
    at.clock.advance(CHALLENGE_MS);
    const answer = device.get({ ...SITE, challenge: late.challenge });
    expect(await ceremonies.verifyAuthentication(answer)).toEqual(refused("expired"));
  });

  it("is refused for a passkey of nobody, for another key under a known id, and for the handle of another account", async () => {
    await addAccount(at.store, alice);
    await addAccount(at.store, bob);
    const ceremonies = ceremoniesOf(at);
    const mine = await enrol(ceremonies, at.store, alice);
    const other = await enrol(ceremonies, at.store, bob);
    expect(await signInWith(ceremonies, createAuthenticator())).toEqual(refused("unknown"));
    const { challenge } = await ceremonies.authenticationOptions();
    const forged = { ...createAuthenticator().get({ ...SITE, challenge }), id: mine.device.credentialId };
    expect(await ceremonies.verifyAuthentication({ ...forged, rawId: mine.device.credentialId })).toEqual(
      refused("invalid"),
    );
    expect(await signInWith(ceremonies, mine.device, {}, other.handle)).toEqual(refused("invalid"));
  });

  it("is refused once the passkey is removed or its account is deleted", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const [one, other] = [await enrol(ceremonies, at.store, alice), await enrol(ceremonies, at.store, alice)];
    await at.store.passkeys.remove(alice, one.device.credentialId);
    expect(await signInWith(ceremonies, one.device)).toEqual(refused("unknown"));
    await at.store.deletions.begin(alice, at.clock.now());
    expect(await signInWith(ceremonies, other.device)).toEqual(refused("unknown"));
  });

  it("works again and again with a device that does not count", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice, createAuthenticator({ step: 0 }));
    for (let use = 0; use < 3; use += 1) {
      expect(await signInWith(ceremonies, device)).toMatchObject({ kind: "signed_in" });
    }
  });

  it.each([
    ["signature", "AAAA", "invalid"],
    ["signature", "", "invalid"],
    ["authenticatorData", "AAAA", "invalid"],
    ["authenticatorData", Buffer.alloc(37).toString("base64url"), "invalid"],
    ["userHandle", 7, "invalid"],
    ["clientDataJSON", "!", "invalid"],
    ["clientDataJSON", Buffer.from("{").toString("base64url"), "invalid"],
  ])("is refused for garbage in %s: %j", async (member, value, problem) => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice);
    const { challenge } = await ceremonies.authenticationOptions();
    const answer = device.get({ ...SITE, challenge }) as { response: object };
    const response = { ...answer.response, [member]: value };
    expect(await ceremonies.verifyAuthentication({ ...answer, response })).toEqual(refused(problem));
  });

  it("does not lead anybody to credentials: the options name none", async () => {
    const options = await ceremoniesOf(at).authenticationOptions();
    expect(options.allowCredentials ?? []).toEqual([]);
    expect(options).toMatchObject({ rpId: SITE.rpId, userVerification: "required" });
  });
});

it.each([
  ["https://memory.example.org", true],
  ["https://memory.example.org:8443/awareness", true],
  ["http://localhost:8420", true],
  ["http://127.0.0.1:8420", false],
  ["http://[::1]:8420", false],
  ["https://192.0.2.7", false],
  ["https://[2001:db8::1]", false],
  ["http://memory.example.org", false],
])("passkeys are possible at %s: %s", (issuer, possible) => {
  expect(arePasskeysPossible(issuer)).toBe(possible);
});
