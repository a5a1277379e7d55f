import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../../domain/clock.ts";
import type { Grant, GrantStore } from "../../domain/oauth/grant-store.ts";

/** Hands the library the grants that people gave; they are made where people decide, not by the library. */
export function createGrantAdapter(grants: GrantStore, clock: Clock): Adapter {
  return {
    upsert: async () => {},
    async find(id) {
      const grant = await grants.find(id);
      return grant !== undefined && isLive(grant, clock.now()) ? toPayload(grant) : undefined;
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => {},
    async destroy(id) {
      await grants.revoke(id, clock.now());
    },
    revokeByGrantId: async () => {},
  };
}

/** Neither taken back nor over. */
export function isLive({ revokedAt, expiresAt }: Grant, now: number): boolean {
  return revokedAt === undefined && expiresAt > now;
}

function toPayload(grant: Grant): AdapterPayload {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return {
    ...(JSON.parse(grant.payload) as AdapterPayload),
    kind: "Grant",
    jti: grant.id,
    accountId: grant.owner,
    clientId: grant.clientId,
    iat: seconds(grant.createdAt),
    exp: seconds(grant.expiresAt),
  };
}
