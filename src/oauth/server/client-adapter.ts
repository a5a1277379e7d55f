import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Clock } from "../../domain/clock.ts";
import type { ClientRecord, ClientStore } from "../../domain/oauth/client-store.ts";
import type { OAuthLibrary } from "./library.ts";
import { toKey } from "./secret-key.ts";

/** Clients that registered themselves and that nobody has let in yet; more are refused until some are removed. */
export const MOST_UNUSED_CLIENTS = 1_000;

/** Those that are made here, by registration or by an operator. */
const OWN_ID = /^[\w-]{1,100}$/;

/** Where there are as many, those that waited for so long, ms, make room: people let a client in within minutes. */
const CROWDED_MS = 60 * 60_000;

/** Hands the library the clients that are known by an id. Of a secret it gets the digest, against which it compares. */
export function createClientAdapter(
  clients: ClientStore,
  clock: Clock,
  errors: OAuthLibrary["errors"],
): Adapter {
  return {
    async upsert(id, payload) {
      const { client_id: _id, client_secret: secret, client_secret_expires_at: _at, ...metadata } = payload;
      const now = clock.now();
      const client: ClientRecord = {
        id,
        name: payload.client_name ?? id,
        origin: "registered",
        metadata,
        createdAt: now,
        ...(secret === undefined ? {} : { secretHash: toKey(secret) }),
      };
      if (await clients.insert(client, MOST_UNUSED_CLIENTS)) return;
      // A flood must not keep everybody else out until the daily sweep.
      await clients.sweep(now - CROWDED_MS);
      if (await clients.insert(client, MOST_UNUSED_CLIENTS)) return;
      const error = new errors.TemporarilyUnavailable("too many clients registered lately; try again later");
      throw Object.assign(error, { status: 503, statusCode: 503 });
    },
    async find(id) {
      // What is no id of ours may hold what a database has no text for.
      const client = OWN_ID.test(id) ? await clients.find(id) : undefined;
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
