import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../../domain/clock.ts";
import type { ClientStore } from "../../domain/oauth/client-store.ts";
import type { OAuthLibrary } from "./library.ts";
import { toKey } from "./secret-key.ts";

/** Clients that registered themselves and that nobody has let in yet; more are refused until some are removed. */
export const MOST_UNUSED_CLIENTS = 1_000;

/** Hands the library the clients that are known by an id. Of a secret it gets the digest, against which it compares. */
export function createClientAdapter(
  clients: ClientStore,
  clock: Clock,
  errors: OAuthLibrary["errors"],
): Adapter {
  return {
    async upsert(id, payload) {
      const { client_id: _id, client_secret: secret, client_secret_expires_at: _at, ...metadata } = payload;
      const isKept = await clients.insert(
        {
          id,
          name: payload.client_name ?? id,
          origin: "registered",
          metadata,
          createdAt: clock.now(),
          ...(secret === undefined ? {} : { secretHash: toKey(secret) }),
        },
        MOST_UNUSED_CLIENTS,
      );
      if (!isKept)
        throw new errors.TemporarilyUnavailable("too many clients registered lately; try again later");
    },
    async find(id) {
      const client = await clients.find(id);
      if (client === undefined) return undefined;
      const secret = client.secretHash === undefined ? {} : { client_secret: client.secretHash };
      return { ...client.metadata, client_name: client.name, client_id: id, ...secret } as AdapterPayload;
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => {},
    async destroy(id) {
      await clients.remove(id);
    },
    revokeByGrantId: async () => {},
  };
}
