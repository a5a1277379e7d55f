import type { Config } from "../../config/config.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { createSecretDetector } from "../../domain/secrets/detect.ts";
import { type StoredSecret, scanStored } from "../../domain/secrets/scan-stored.ts";
import { isKnown } from "../../domain/transfer/is-known.ts";
import { openReader } from "../copy/sides.ts";
import type { AppDeps } from "../deps.ts";
import { readStatus } from "../migrations.ts";
import { userNotFound } from "../users/look-up.ts";

export interface SecretScan {
  /** Entries, versions and actions that were looked at. */
  readonly scanned: number;
  readonly found: number;
}

/**
 * Looks for credentials in what is stored, of one owner or of all, as it is at one moment. Reads only; findings are told
 * as they come, so that memory does not grow with them.
 * @throws AwarenessError `unavailable`; `conflict` for a database of an older schema.
 */
export async function scanSecrets(
  { database }: Pick<Config, "database">,
  deps: AppDeps,
  owner: OwnerId | undefined,
  onFound: (found: StoredSecret) => void,
): Promise<SecretScan> {
  if (await isEmpty(database, deps)) return { scanned: 0, found: 0 };
  const detector = createSecretDetector();
  const reader = await openReader(database, deps);
  let [scanned, found] = [0, 0];
  try {
    for (const whose of owner === undefined ? await reader.owners() : [owner]) {
      scanned += await scanStored(reader, whose, detector, (secret) => {
        found += 1;
        onFound(secret);
      });
    }
  } finally {
    await reader.close();
  }
  return { scanned, found };
}

/**
 * Reads only, as the scan does.
 * @throws AwarenessError `not_found` for somebody who has neither an account nor anything stored.
 */
export async function requireKnown(
  { database }: Pick<Config, "database">,
  deps: AppDeps,
  owner: OwnerId,
): Promise<void> {
  if (await isEmpty(database, deps)) throw userNotFound(owner);
  const reader = await openReader(database, deps);
  try {
    if (!(await isKnown(reader, owner))) throw userNotFound(owner);
  } finally {
    await reader.close();
  }
}

/** There is no database yet, or one without tables. */
async function isEmpty(database: Config["database"], { packageRoot }: AppDeps): Promise<boolean> {
  return (await readStatus(database, packageRoot)).current === 0;
}
