import type { KoaContextWithOIDC } from "oidc-provider";
import type { Clock } from "../../domain/clock.ts";
import type { GrantStore } from "../../domain/oauth/grant-store.ts";
import { redirectHost } from "../../domain/oauth/redirect-uri.ts";
import { isLive } from "./grant-adapter.ts";

/**
 * The grant under which a request for access may be answered without asking: the one that was just given, or one that the
 * same browser gave the same client before, for answers to the same host.
 */
export async function findGrantOf(ctx: KoaContextWithOIDC, grants: GrantStore, clock: Clock) {
  const { client, session, params, result, provider } = ctx.oidc;
  if (client === undefined || session === undefined) return undefined;
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  const grant = id === undefined ? undefined : await grants.find(id);
  if (grant === undefined || !isLive(grant, clock.now())) return undefined;
  const isFitting =
    grant.owner === session.accountId &&
    grant.clientId === client.clientId &&
    grant.redirectHost === redirectHost(String(params?.redirect_uri));
  return isFitting ? provider.Grant.find(grant.id) : undefined;
}
