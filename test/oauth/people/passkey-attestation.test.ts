import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { inMemory } from "../../contract/backends.ts";
import { alice, useStore } from "../../contract/fixtures.ts";
import { type CreateOptions, cborBytes, cborText, createAuthenticator } from "../../helpers/authenticator.ts";
import { ceremoniesOf, SITE } from "./passkey-fixture.ts";

/** `{alg: -7, sig, x5c?}` in CBOR, as the format `packed` has it (WebAuthn level 3, section 8.2). */
function packed(sig: Buffer, certificate?: Buffer): { readonly format: string; readonly statement: Buffer } {
  const members = certificate === undefined ? 2 : 3;
  const statement = Buffer.concat([
    Buffer.from([0xa0 | members]),
    cborText("alg"),
    Buffer.from([0x26]),
    cborText("sig"),
    cborBytes(sig),
    ...(certificate === undefined ? [] : [cborText("x5c"), Buffer.from([0x81]), cborBytes(certificate)]),
  ]);
  return { format: "packed", statement };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const text = (tag: number, value: string) => der(tag, Buffer.from(value));
const ECDSA_SHA256 = der(0x30, der(0x06, Buffer.from("2a8648ce3d040302", "hex")));
const NAME = der(
  0x30,
  ...[
    ["550406", "DE"],
    ["55040a", "Makers"],
    ["55040b", "Authenticator Attestation"],
    ["550403", "Key"],
  ].map(([oid = "", value = ""]) =>
    der(0x31, der(0x30, der(0x06, Buffer.from(oid, "hex")), text(0x13, value))),
  ),
);

/** A certificate of an authenticator's maker (RFC 5280), signed by its own key. */
function certificateOf(publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    NAME,
    der(0x30, text(0x17, "200101000000Z"), text(0x17, "491231235959Z")),
    NAME,
    publicKey.export({ format: "der", type: "spki" }),
  );
  return der(0x30, body, ECDSA_SHA256, der(0x03, Buffer.from([0]), sign("sha256", body, privateKey)));
}

describe("a passkey whose device says what it is, although nobody asked", () => {
  const at = useStore(inMemory);

  async function register(options: CreateOptions) {
    const ceremonies = ceremoniesOf(at);
    const { challenge } = await ceremonies.registrationOptions({ owner: alice });
    const answer = createAuthenticator().create({ ...SITE, challenge }, options);
    return ceremonies.verifyRegistration(alice, answer, "x");
  }

  it("is taken when it says so with its own key", async () => {
    const attest = (signed: Buffer, key: KeyObject) => packed(sign("sha256", signed, key));
    expect(await register({ attest })).toMatchObject({ kind: "verified" });
    const wrong = (signed: Buffer, key: KeyObject) => packed(sign("sha256", signed.subarray(1), key));
    expect(await register({ attest: wrong })).toEqual({ kind: "refused", problem: "invalid" });
  });

  it("is refused with certificates, good ones as well", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const certificate = certificateOf(publicKey, privateKey);
    const attest = (signed: Buffer) => packed(sign("sha256", signed, privateKey), certificate);
    expect(await register({ attest })).toEqual({ kind: "refused", problem: "invalid" });
  });
});
