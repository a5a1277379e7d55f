import type { Config, DatabaseTarget } from "../../config/config.ts";
import { type SigningKey, signingKeyAt } from "../../domain/accounts/signing-key.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { createLogger } from "../../telemetry/logger.ts";
import { pairAlgorithm } from "../pair-algorithm.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

const CHECK = "signing_keys";
const REMEDY =
  "Set AWARENESS_KEY or AWARENESS_KEY_FILE; if it is lost, to a new one, and awareness keys rotate --now.";

/** The key pair that signs, where one does: whether it can be used. Reads only; the database may be missing. */
export async function checkSigningKeys(config: Config, clock: Clock): Promise<readonly Finding[]> {
  const { database } = config;
  const algorithm = pairAlgorithm(config);
  if (algorithm === undefined) return [];
  try {
    const keys = await readKeys(database, clock);
    const signing = signingKeyAt(keys, algorithm, clock.now());
    return [await (signing === undefined ? checkFirst(keys, config, clock) : checkOpens(signing, config))];
  } catch (error) {
    // The addon, the file or the server: the checks of the database say which, and what to do.
    const reason = error instanceof AwarenessError ? error.message : "the database cannot be used.";
    return [warn(CHECK, `cannot be looked at: ${reason}`)];
  }
}

async function checkFirst(keys: readonly SigningKey[], config: Config, clock: Clock): Promise<Finding> {
  const { requireSealing } = await import("../signing.ts");
  return judge(
    () => requireSealing(keys, config.sealingKey, clock.now()),
    `no key of ${pairAlgorithm(config)} yet; the first HTTP start or token makes one`,
  );
}

async function checkOpens(key: SigningKey, { sealingKey }: Config): Promise<Finding> {
  const { openKeyPair } = await import("../../auth/key-pair.ts");
  const { id, algorithm, sealed } = key;
  const state = sealed ? "sealed with AWARENESS_KEY" : "not sealed";
  return judge(() => openKeyPair(key, sealingKey), `signs with ${id} (${algorithm}), ${state}`);
}

async function judge(work: () => unknown, detail: string): Promise<Finding> {
  try {
    await work();
    return pass(CHECK, detail);
  } catch (error) {
    if (error instanceof AwarenessError) return fail(CHECK, error.message, REMEDY);
    throw error;
  }
}

async function readKeys(database: DatabaseTarget, clock: Clock): Promise<readonly SigningKey[]> {
  if (database.kind === "sqlite") {
    const { readSigningKeys } = await import("../../store/sqlite/key-report.ts");
    return readSigningKeys(database.path);
  }
  const { readSigningKeys } = await import("../../store/postgres/key-report.ts");
  const log = createLogger("silent", { write: () => {} });
  return readSigningKeys({ url: database.url, clock, log });
}
