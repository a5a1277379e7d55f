import type { SigningKey } from "../../domain/accounts/signing-key.ts";
import { type KeyRow, toSigningKey } from "../shared/key-row.ts";
import { retryBusy } from "./busy.ts";
import { hasDatabase } from "./file.ts";
import { LIST_KEYS } from "./keys.ts";
import { openForReading } from "./read-only.ts";

const HAS_TABLE = /* sql */ `
  SELECT count(*) = 1 FROM sqlite_schema WHERE type = 'table' AND name = 'signing_keys'`;

const BUSY_TIMEOUT_MS = 5_000;

/**
 * The key pairs in a database file, read without a trace; none in one that is missing, or older than key pairs.
 * @throws AwarenessError `unavailable` for a file that cannot be read or is not ours.
 */
export async function readSigningKeys(path: string): Promise<readonly SigningKey[]> {
  if (!hasDatabase(path)) return [];
  const db = await openForReading(path, BUSY_TIMEOUT_MS);
  try {
    const look = () =>
      db.prepare<[], 0 | 1>(HAS_TABLE).pluck().get() === 1
        ? db.prepare<[], KeyRow>(LIST_KEYS).all().map(toSigningKey)
        : [];
    return await retryBusy(look, BUSY_TIMEOUT_MS);
  } finally {
    db.close();
  }
}
