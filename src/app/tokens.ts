import { mintToken, parseDuration } from "../auth/mint-token.ts";
import { generateSecret } from "../auth/signing-secret.ts";
import type { Config } from "../config/config.ts";
import type { TokenRecord } from "../domain/accounts/token-store.ts";
import { parseOwner } from "../domain/owner.ts";
import type { AppDeps } from "./deps.ts";
import { withExistingStore, withStore } from "./open-store.ts";
import { openSigningKey } from "./signing.ts";

export interface TokenRequest {
  /** Owner the token stands for. */
  readonly user: string;
  /** Such as `30d`. */
  readonly expires: string;
  /** Separated by spaces; absent means full access. */
  readonly scope?: string | undefined;
  readonly name?: string | undefined;
  /** The only sources that it reads and writes; absent means all. */
  readonly sources?: readonly string[] | undefined;
}

/**
 * Signs a token and records it, so that it can be listed and revoked.
 * @throws AwarenessError `invalid_parameter` for a wrong request, before anything is created.
 */
export async function issueToken(config: Config, deps: AppDeps, request: TokenRequest): Promise<string> {
  const { user, expires, ...optional } = request;
  const owner = parseOwner(user, "user");
  const wanted = { owner, expiresInSeconds: parseDuration(expires), ...optional, clock: deps.clock };
  // Tried with a key for nothing: a wrong name or scope is refused while the data folder is still untouched.
  await mintToken({ ...wanted, key: generateSecret() });
  return withStore(config, deps, async (store) => {
    const key = await openSigningKey(config, store, deps.clock);
    const { token, id, expiresAt } = await mintToken({ ...wanted, key });
    await store.tokens.insert({
      id,
      owner,
      ...(request.name === undefined ? {} : { name: request.name }),
      ...(request.scope === undefined ? {} : { scope: request.scope }),
      ...(request.sources === undefined ? {} : { sources: request.sources }),
      createdAt: deps.clock.now(),
      expiresAt,
    });
    return token;
  });
}

/** Tokens minted here, newest first; of one owner when named. */
export function listTokens(
  config: Config,
  deps: AppDeps,
  user: string | undefined,
): Promise<readonly TokenRecord[]> {
  const owner = user === undefined ? undefined : parseOwner(user, "user");
  return withExistingStore(
    config,
    deps,
    () => [],
    (store) => store.tokens.list(owner),
  );
}

/** False when no token has this id. */
export function revokeToken(config: Config, deps: AppDeps, id: string): Promise<boolean> {
  return withExistingStore(
    config,
    deps,
    () => false,
    (store) => store.tokens.revoke(id, deps.clock.now()),
  );
}

/** A fresh signing secret. */
export function createSecret(): string {
  return generateSecret();
}
