import { describe, expect, it } from "vitest";
import { CHALLENGE_MS } from "../../../src/oauth/people/passkey-challenges.ts";
import { inMemory, POSTGRES, SQLITE_FILE } from "../../contract/backends.ts";
import { alice, bob, useStore } from "../../contract/fixtures.ts";
import { attestation, type Ceremony, createAuthenticator } from "../../helpers/authenticator.ts";
import { addAccount, ceremoniesOf, enrol, ISSUER, SITE, strangeChallenge } from "./passkey-fixture.ts";

const refused = (problem: string) => ({ kind: "refused", problem });

describe.each([SQLITE_FILE, POSTGRES])("a passkey, made with the database in $name", ({ open }) => {
  const at = useStore(open);

  it("is kept under its owner with what the browser said of it", async () => {
    await addAccount(at.store, alice);
    const { device, passkey } = await enrol(ceremoniesOf(at), at.store, alice);
    expect(await at.store.passkeys.list(alice)).toEqual([passkey]);
    expect(passkey).toMatchObject({
      id: device.credentialId,
      owner: alice,
      counter: 1,
      transports: ["internal", "hybrid"],
      name: "Ada's laptop",
      createdAt: at.clock.now(),
    });
  });
});

describe("making a passkey", () => {
  const at = useStore(inMemory);

  async function register(different: Partial<Ceremony> = {}) {
    const ceremonies = ceremoniesOf(at);
    const { challenge } = await ceremonies.registrationOptions({ owner: alice });
    const answer = createAuthenticator().create({ ...SITE, challenge, ...different });
    return { ceremonies, answer, result: await ceremonies.verifyRegistration(alice, answer, "x") };
  }

  it("asks for no attestation, for a key that can be discovered, and for the person to be verified", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device, handle } = await enrol(ceremonies, at.store, alice);
    const options = await ceremonies.registrationOptions({ owner: alice, displayName: "Ada" });
    expect(options).toMatchObject({
      rp: { id: "memory.example.org" },
      user: { id: handle, name: "alice", displayName: "Ada" },
      attestation: "none",
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      excludeCredentials: [{ id: device.credentialId, transports: ["internal", "hybrid"] }],
      timeout: CHALLENGE_MS,
    });
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    expect(Buffer.from(handle, "base64url").toString()).not.toContain("alice");
    expect((await ceremonies.registrationOptions({ owner: bob })).user.id).not.toBe(handle);
  });

  it.each<[string, Partial<Ceremony>, string]>([
    ["a page of another address", { origin: "https://evil.example" }, "wrong_origin"],
    ["the same host on another port", { origin: "https://memory.example.org:8443" }, "wrong_origin"],
    ["a page in a frame of another one", { crossOrigin: true }, "wrong_origin"],
    ["a key for another host", { rpId: "example.org" }, "invalid"],
    ["nobody who was verified", { isVerified: false }, "invalid"],
    ["a challenge of nobody", { challenge: strangeChallenge() }, "expired"],
  ])("is refused for %s", async (_, different, problem) => {
    expect((await register(different)).result).toEqual(refused(problem));
  });

  it("is refused the second time, also when the first was refused for something else", async () => {
    for (const different of [{}, { origin: "https://evil.example" }]) {
      const { ceremonies, answer } = await register(different);
      expect(await ceremonies.verifyRegistration(alice, answer, "x")).toEqual(refused("expired"));
    }
  });

  it("is refused after five minutes, for somebody else, and with a challenge for signing in", async () => {
    const ceremonies = ceremoniesOf(at);
    const device = createAuthenticator();
    const { challenge } = await ceremonies.registrationOptions({ owner: alice });
    const answer = device.create({ ...SITE, challenge });
    expect(await ceremonies.verifyRegistration(bob, answer, "x")).toEqual(refused("expired"));
    const other = await ceremonies.authenticationOptions();
    const wrong = device.create({ ...SITE, challenge: other.challenge });
    expect(await ceremonies.verifyRegistration(alice, wrong, "x")).toEqual(refused("expired"));
    at.clock.advance(CHALLENGE_MS);
    expect(await ceremonies.verifyRegistration(alice, answer, "x")).toEqual(refused("expired"));
  });

  it("is refused for a key that could not be found again, and for one that is somebody's", async () => {
    await addAccount(at.store, alice);
    const ceremonies = ceremoniesOf(at);
    const { device } = await enrol(ceremonies, at.store, alice);
    const answer = async (discoverable: boolean, made = createAuthenticator()) => {
      const { challenge } = await ceremonies.registrationOptions({ owner: bob });
      return made.create({ ...SITE, challenge }, { discoverable });
    };
    expect(await ceremonies.verifyRegistration(bob, await answer(false), "x")).toEqual(
      refused("not_discoverable"),
    );
    expect(await ceremonies.verifyRegistration(bob, await answer(true, device), "x")).toEqual(
      refused("taken"),
    );
  });

  it.each([undefined, null, "x", 7, [], {}, { id: "x" }, { id: "a", rawId: "a", type: "public-key" }])(
    "is refused for %j",
    async (answer) => {
      expect(await ceremoniesOf(at).verifyRegistration(alice, answer, "x")).toEqual(refused("invalid"));
    },
  );

  it.each([
    ["clientDataJSON", "AAAA", "invalid"],
    ["clientDataJSON", Buffer.from("null").toString("base64url"), "invalid"],
    ["clientDataJSON", "x".repeat(30_000), "invalid"],
    ["attestationObject", "AAAA", "invalid"],
    ["attestationObject", Buffer.alloc(9_000, 0x81).toString("base64url"), "invalid"],
    ["attestationObject", attestation("none", Buffer.alloc(9)).toString("base64url"), "invalid"],
    ["attestationObject", attestation("tpm", Buffer.alloc(99)).toString("base64url"), "invalid"],
  ])("is refused for garbage in %s", async (member, value, problem) => {
    const ceremonies = ceremoniesOf(at);
    const { challenge } = await ceremonies.registrationOptions({ owner: alice });
    const answer = createAuthenticator().create({ ...SITE, challenge }) as { response: object };
    const response = { ...answer.response, [member]: value };
    expect(await ceremonies.verifyRegistration(alice, { ...answer, response }, "x")).toEqual(
      refused(problem),
    );
  });

  it("keeps a name that can be read, whatever is given", async () => {
    const ceremonies = ceremoniesOf(at);
    const nameFor = async (name: string) => {
      const { challenge } = await ceremonies.registrationOptions({ owner: alice });
      const answer = createAuthenticator().create({ ...SITE, challenge });
      const result = await ceremonies.verifyRegistration(alice, answer, name);
      return result.kind === "verified" ? result.passkey.name : result;
    };
    expect(await nameFor(" a\u202eb\n")).toBe("a b");
    expect(await nameFor("\0")).toBe("Passkey");
    expect(await nameFor("x".repeat(500))).toBe("x".repeat(100));
  });
});

it("the fixture's issuer is one where passkeys work", () => {
  expect(new URL(ISSUER).origin).toBe(SITE.origin);
});
