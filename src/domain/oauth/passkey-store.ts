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
  /** Whosever it is: who signs in by it is not known before. `undefined` also while its account is being deleted. */
  find(id: string): Promise<Passkey | undefined>;
  /** Oldest first. */
  list(owner: OwnerId): Promise<readonly Passkey[]>;
  /**
   * Notes a use. False when there is no such passkey, and when `counter` is not above what was counted last, unless both are 0:
   * a copy may be about (WebAuthn level 3, section 7.2).
   */
  use(id: string, counter: number, now: number): Promise<boolean>;
  remove(owner: OwnerId, id: string): Promise<boolean>;
  /** Whether anybody could sign in at all: has an account with a password or a passkey. */
  canAnybodySignIn(): Promise<boolean>;
}
