import { openPrivateJwk } from "../auth/key-pair.ts";
import { parseOwner } from "../domain/owner.ts";
import type { OAuthServer } from "../oauth/oauth-server.ts";
import { createSweepOAuthJob } from "./jobs/sweep-oauth.ts";
import { oauthAlgorithm } from "./pair-algorithm.ts";
import type { ServiceParts } from "./service-parts.ts";
import { findOrMakePair } from "./signing.ts";

/**
 * The built-in OAuth server, where it is switched on. Nothing of it is loaded elsewhere. Its first key is made now, so that it
 * is published before it signs.
 * @throws AwarenessError `unavailable` when the key cannot be opened: nobody could connect.
 */
export async function openOAuthServer(parts: ServiceParts): Promise<OAuthServer | undefined> {
  const { config, deps, store, closing } = parts;
  const { oauthServer: settings, mountPath, sealingKey } = config;
  if (settings === undefined || !config.authRequired) return undefined;
  const { clock, log, fetchClientDocument } = deps;
  const loadKey = async () => {
    const pair = await findOrMakePair(store.keys, oauthAlgorithm(config), { sealingKey, clock });
    return openPrivateJwk(pair, sealingKey);
  };
  await loadKey();
  const sweep = createSweepOAuthJob(store, clock, log);
  sweep.start();
  closing.defer(() => sweep.stop());
  const { createOAuthServer } = await import("../oauth/oauth-server.ts");
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return createOAuthServer({
    settings,
    mountPath,
    store,
    clock,
    log,
    loadKey,
    timeZone,
    fetchJson: fetchClientDocument,
  });
}

/** What is printed at a start for the person at the terminal, while nobody can sign in. */
export async function announceOAuth(
  { config, deps, store }: ServiceParts,
  issuer: string | undefined,
): Promise<readonly string[]> {
  if (issuer === undefined) return [];
  const { announceSetup } = await import("../oauth/people/announce-setup.ts");
  const { links, passkeys } = store;
  return announceSetup({
    links,
    passkeys,
    clock: deps.clock,
    issuer,
    owner: parseOwner(config.defaultOwner),
  });
}
