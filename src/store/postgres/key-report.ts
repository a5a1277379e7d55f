import type { SigningKey } from "../../domain/accounts/signing-key.ts";
import type { Clock } from "../../domain/clock.ts";
import type { Logger } from "../../telemetry/logger.ts";
import { createPostgresKeys } from "./keys.ts";
import { createPool } from "./pool.ts";
import { sql } from "./sql.ts";
import { createTransactions, EVERYBODY } from "./transactions.ts";

const HAS_TABLE = sql(/* sql */ `
  SELECT to_regclass('signing_keys') IS NOT NULL AS found`);

export interface KeyReportOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The key pairs, read only; none in a database that is empty, or older than key pairs. @throws AwarenessError `unavailable`. */
export async function readSigningKeys({ url, clock, log }: KeyReportOptions): Promise<readonly SigningKey[]> {
  const transactions = createTransactions(createPool({ url, log, max: 2 }), clock);
  try {
    const table = await transactions.read(EVERYBODY, (session) =>
      session.get<{ readonly found: boolean }>(HAS_TABLE, {}),
    );
    return table?.found === true ? await createPostgresKeys({ transactions }).list() : [];
  } finally {
    await transactions.close();
  }
}
