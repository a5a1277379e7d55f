import type { OwnerId } from "../owner.ts";

/** A public key by which somebody signs in (WebAuthn level 3). Times in ms since 1970. */
export interface Passkey {
  /** Credential id in base64url. */
  readonly id: string;
  readonly owner: OwnerId;
  /** COSE key (RFC 9052 section 7). */
  readonly publicKey: Uint8Array;
  /** Signatures so far as the authenticator counts them; 0: it does not. */
  readonly counter: number;
  /** How the browser may reach it, such as `internal` or `usb`. */
  readonly transports: readonly string[];
  /** What its owner calls it. */
  readonly name: string;
  readonly createdAt: number;
  readonly usedAt?: number;
}

export interface PasskeyStore {
  /** @throws AwarenessError `conflict` when the id is taken, `not_found` when the owner has no account. */
  insert(passkey: Passkey): Promise<void>;
  find(id: string): Promise<Passkey | undefined>;
  /** Oldest first. */
  list(owner: OwnerId): Promise<readonly Passkey[]>;
  /** Notes a use. False when another use has counted further meanwhile: a copy may be about. */
  use(id: string, counter: number, now: number): Promise<boolean>;
  remove(owner: OwnerId, id: string): Promise<boolean>;
  /** Whether anybody could sign in at all: has an account with a password or a passkey. */
  canAnybodySignIn(): Promise<boolean>;
}
