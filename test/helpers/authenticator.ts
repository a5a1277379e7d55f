import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a page is told, and what may be wrong about it. */
export interface Ceremony {
  readonly challenge: string;
  /** Of the page that asks. */
  readonly origin: string;
  readonly rpId: string;
  /** False: the person was there, but did not say who they are. */
  readonly isVerified?: boolean;
  readonly crossOrigin?: boolean;
}

export interface CreateOptions {
  /** False: it keeps nothing that could be found without its id. */
  readonly discoverable?: boolean;
  /** What it says of itself, in CBOR; absent: nothing. `signed` is what the statement has to sign. */
  attest?(signed: Buffer, privateKey: KeyObject): { readonly format: string; readonly statement: Buffer };
}

/** An authenticator in software: ES256 keys that can be discovered, and no attestation (WebAuthn level 3, section 6). */
export interface Authenticator {
  readonly credentialId: string;
  /** What `PublicKeyCredential.toJSON()` says after `navigator.credentials.create`. */
  create(ceremony: Ceremony, options?: CreateOptions): object;
  /** The same after `navigator.credentials.get`. `userHandle` is that of the account. */
  get(ceremony: Ceremony, userHandle?: string): object;
  /** Goes on from here, as a copy would. */
  copy(): Authenticator;
}

export interface AuthenticatorOptions {
  /** What it counts up with each signature; 0: it does not count. */
  readonly step?: 0 | 1;
}

export function createAuthenticator({ step = 1 }: AuthenticatorOptions = {}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return emulate({ privateKey, publicKey, id: randomBytes(32), counter: 0, step });
}

interface State {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly id: Buffer;
  readonly step: number;
  counter: number;
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

function emulate(state: State): Authenticator {
  const credentialId = state.id.toString("base64url");
  const common = { id: credentialId, rawId: credentialId, type: "public-key" };

  function head({ rpId, isVerified = true }: Ceremony, more: number): Buffer {
    state.counter += state.step;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(state.counter);
    const flags = PRESENT | (isVerified ? VERIFIED : 0) | more;
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  return {
    credentialId,
    create(ceremony, { discoverable = true, attest = nothing } = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(state.id.length);
      const authData = Buffer.concat([
        head(ceremony, HAS_CREDENTIAL),
        Buffer.alloc(16),
        length,
        state.id,
        coseKey(state.publicKey),
      ]);
      const data = clientData("webauthn.create", ceremony);
      const { format, statement } = attest(Buffer.concat([authData, sha256(data)]), state.privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: data.toString("base64url"),
          attestationObject: attestation(format, authData, statement).toString("base64url"),
          transports: ["internal", "hybrid"],
        },
        authenticatorAttachment: "platform",
        clientExtensionResults: { credProps: { rk: discoverable } },
      };
    },
    get(ceremony, userHandle) {
      const authenticatorData = head(ceremony, 0);
      const data = clientData("webauthn.get", ceremony);
      const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(data)]), state.privateKey);
      return {
        ...common,
        response: {
          clientDataJSON: data.toString("base64url"),
          authenticatorData: authenticatorData.toString("base64url"),
          signature: signature.toString("base64url"),
          ...(userHandle === undefined ? {} : { userHandle }),
        },
        clientExtensionResults: {},
      };
    },
    copy: () => emulate({ ...state }),
  };
}

function clientData(type: string, { challenge, origin, crossOrigin = false }: Ceremony): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin }));
}

function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

/** `{}` in CBOR. */
const NOTHING = Buffer.from([0xa0]);
const nothing = () => ({ format: "none", statement: NOTHING });

/** `{fmt, attStmt, authData}` in CBOR (RFC 8949). */
export function attestation(format: string, authData: Buffer, statement: Buffer = NOTHING): Buffer {
  return Buffer.concat([
    Buffer.from([0xa3]),
    cborText("fmt"),
    cborText(format),
    cborText("attStmt"),
    statement,
    cborText("authData"),
    cborBytes(authData),
  ]);
}

/** `{1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}` (RFC 9053, section 7.1). */
function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, "base64url")),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, "base64url")),
  ]);
}

export function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
}

/** As short as it can be, as authenticators have to write it. */
export function cborBytes(bytes: Buffer): Buffer {
  const { length } = bytes;
  const head =
    length < 24 ? [0x40 | length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), bytes]);
}
