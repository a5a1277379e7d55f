import { secretId } from "../auth/secret-lines.ts";
import { findSecrets } from "../auth/signing-secret.ts";
import type { Config } from "../config/config.ts";
import { isAccepted, type SigningAlgorithm, signingKeyAt } from "../domain/accounts/signing-key.ts";
import type { Store } from "../domain/store.ts";
import type { AppDeps } from "./deps.ts";
import { pairAlgorithm } from "./pair-algorithm.ts";

/** A key as it may be shown. Times in ms since 1970. */
export interface KeyLine {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly place: "environment" | "data folder" | "database";
  readonly createdAt?: number;
  /** `signing`: new tokens are signed with it, own ones or those of the OAuth server; `next`: will sign; `accepted`: its tokens count. */
  readonly state: "signing" | "next" | "accepted";
  readonly signsFrom?: number;
  /** Its tokens count until then; absent: until it is dropped. */
  readonly acceptedUntil?: number;
  /** Whether its private half is sealed; absent for secrets. */
  readonly sealed?: boolean;
}

/** All keys whose tokens are accepted, secrets first; those of the files and the environment alone without a database. */
export async function collectKeys(
  config: Config,
  deps: AppDeps,
  store: Pick<Store, "keys"> | undefined,
): Promise<readonly KeyLine[]> {
  const pairs = store === undefined ? [] : await listPairs(config, deps, store);
  return [...(await listSecrets(config)), ...pairs];
}

async function listSecrets(config: Config): Promise<readonly KeyLine[]> {
  const { jwtSecret, formerJwtSecrets, jwtAlgorithm, dataDir } = config;
  const given = jwtSecret === undefined ? [] : [{ secret: jwtSecret }];
  const kept = jwtSecret === undefined ? ((await findSecrets(dataDir)) ?? []) : [];
  const toLine = (
    { secret, createdAt }: { readonly secret: string; readonly createdAt?: number },
    place: KeyLine["place"],
    signs: boolean,
  ): KeyLine => ({
    id: secretId(secret),
    algorithm: "HS256",
    place,
    ...(createdAt === undefined ? {} : { createdAt }),
    state: signs && jwtAlgorithm === "HS256" ? "signing" : "accepted",
  });
  return [
    ...given.map((item) => toLine(item, "environment", true)),
    ...kept.map((item, index) => toLine(item, "data folder", index === 0)),
    ...formerJwtSecrets.map((secret) => toLine({ secret }, "environment", false)),
  ];
}

async function listPairs(
  config: Config,
  { clock }: AppDeps,
  { keys: pairs }: Pick<Store, "keys">,
): Promise<readonly KeyLine[]> {
  const now = clock.now();
  const keys = (await pairs.list()).filter((key) => isAccepted(key, now));
  const signs = pairAlgorithm(config);
  const signing = signs === undefined ? undefined : signingKeyAt(keys, signs, now);
  return keys.map((key): KeyLine => {
    const { id, algorithm, createdAt, activeAt, retiredAt, expiresAt, sealed } = key;
    const comes = algorithm === signs && activeAt > now && retiredAt === undefined;
    return {
      id,
      algorithm,
      place: "database",
      createdAt,
      state: key === signing ? "signing" : comes ? "next" : "accepted",
      signsFrom: activeAt,
      ...(expiresAt === undefined ? {} : { acceptedUntil: expiresAt }),
      sealed,
    };
  });
}
