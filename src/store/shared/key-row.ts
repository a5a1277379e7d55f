import type { KeyAlgorithm, SigningKey } from "../../domain/accounts/signing-key.ts";

export interface KeyRow {
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  readonly public_key: string;
  readonly private_key: Buffer;
  readonly sealed: boolean | 0 | 1;
  readonly created_at: number;
  readonly active_at: number;
  readonly retired_at: number | null;
  readonly expires_at: number | null;
}

export function toSigningKey(row: KeyRow): SigningKey {
  return {
    id: row.id,
    algorithm: row.algorithm,
    publicKey: row.public_key,
    privateKey: row.private_key,
    sealed: row.sealed === true || row.sealed === 1,
    createdAt: row.created_at,
    activeAt: row.active_at,
    ...(row.retired_at === null ? {} : { retiredAt: row.retired_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
}

/** What `toSigningKey` turns back, as the values of a statement; `sealed` is left to the engine. */
export function toKeyValues(key: SigningKey) {
  const { id, algorithm, publicKey, createdAt, activeAt, retiredAt = null, expiresAt = null } = key;
  const privateKey = Buffer.from(key.privateKey);
  return { id, algorithm, publicKey, privateKey, createdAt, activeAt, retiredAt, expiresAt };
}
