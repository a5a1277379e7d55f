import type { Config } from "../../config/config.ts";
import type { Damage, Verification } from "../../store/shared/damage.ts";
import type { AppDeps } from "../deps.ts";
import { readStatus } from "../migrations.ts";

export type { Damage };

/**
 * Compares everything that is remembered, old versions and trash included, with the SHA-256 made when it was written.
 * Reads only; damage is told as it is found, so that memory does not grow with it.
 * @throws AwarenessError `unavailable` for a database that cannot be opened, or is of a newer schema.
 */
export async function verifyContent(
  { database }: Pick<Config, "database">,
  { log, packageRoot }: AppDeps,
  onDamage: (damage: Damage) => void,
): Promise<Verification> {
  const { current } = await readStatus(database, packageRoot);
  if (current === 0) return { checked: 0, damaged: 0 };
  let damaged = 0;
  const found = (damage: Damage) => {
    damaged += 1;
    onDamage(damage);
  };
  if (database.kind === "postgres") {
    const { verifyPostgres } = await import("../../store/postgres/verify.ts");
    return { checked: await verifyPostgres({ url: database.url, log }, found), damaged };
  }
  const { verifySqlite } = await import("../../store/sqlite/verify.ts");
  return { checked: await verifySqlite(database.path, found), damaged };
}
