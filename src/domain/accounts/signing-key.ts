/** Algorithms of key pairs; the public half of such a key may be published. */
export const KEY_ALGORITHMS = ["ES256", "RS256", "EdDSA"] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** What new tokens may be signed with. HS256 needs a secret that whoever verifies has too. */
export const SIGNING_ALGORITHMS = ["HS256", ...KEY_ALGORITHMS] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A key pair that signs tokens. Times in ms since 1970. */
export interface SigningKey {
  /** `kid` of its tokens: the thumbprint of its public half (RFC 7638). */
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  /** JWK as JSON, with public members only. */
  readonly publicKey: string;
  /** JWK as JSON in UTF-8, encrypted when `sealed`. */
  readonly privateKey: Uint8Array;
  readonly sealed: boolean;
  /** From then on it is published and its signatures are accepted. */
  readonly createdAt: number;
  /** It signs from then on. */
  readonly activeAt: number;
  /** It signs no more from then on; absent: not decided. */
  readonly retiredAt?: number;
  /** Its signatures count no more from then on; absent: not decided. */
  readonly expiresAt?: number;
}

/**
 * The key pairs of an installation, the same on every node. Of each algorithm that was ever used, exactly one has no
 * `retiredAt`, whatever several nodes do at once.
 */
export interface KeyStore {
  /** Oldest first, expired ones included. */
  list(): Promise<readonly SigningKey[]>;
  /** Keeps the first key of its algorithm; when there is one that has not retired, that one stays. Answers the one kept. */
  insertFirst(key: SigningKey): Promise<SigningKey>;
  /** Keeps a key. Others of its algorithm that would still sign at its `activeAt` retire then, and expire at `expiresAt`. */
  succeed(key: SigningKey, expiresAt: number): Promise<void>;
  /** Ends a key at once; false when there is none with this id. */
  remove(id: string): Promise<boolean>;
  /** Removes what has expired at `now`; answers how many. */
  sweep(now: number): Promise<number>;
}

/** The key that signs at `now`: the one that began last and has not retired; before any has begun, the one that will first. */
export function signingKeyAt(
  keys: readonly SigningKey[],
  algorithm: KeyAlgorithm,
  now: number,
): SigningKey | undefined {
  const open = keys.filter(
    (key) => key.algorithm === algorithm && (key.retiredAt === undefined || key.retiredAt > now),
  );
  const begun = open.filter(({ activeAt }) => activeAt <= now);
  const byStart = (one: SigningKey, other: SigningKey) => one.activeAt - other.activeAt;
  return begun.toSorted(byStart).at(-1) ?? open.toSorted(byStart)[0];
}

/** Whether the signatures of a key count at `now`. */
export function isAccepted({ expiresAt }: Pick<SigningKey, "expiresAt">, now: number): boolean {
  return expiresAt === undefined || expiresAt > now;
}
