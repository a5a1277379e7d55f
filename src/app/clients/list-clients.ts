import type { Config } from "../../config/config.ts";
import type { ClientRecord } from "../../domain/oauth/client-store.ts";
import type { Grant } from "../../domain/oauth/grant-store.ts";
import { redirectHost } from "../../domain/oauth/redirect-uri.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { Store } from "../../domain/store.ts";
import type { AppDeps } from "../deps.ts";
import { withExistingStore } from "../open-store.ts";

/** A client, and what somebody has allowed it. Its name and host are what it says itself. */
export interface ListedClient {
  readonly clientId: string;
  readonly name: string;
  /** Where it has answers sent to. */
  readonly host: string | undefined;
  /** Absent: nobody has connected it, or all have taken it back. */
  readonly connection?: Pick<Grant, "owner" | "scopes" | "sources" | "createdAt" | "usedAt"> & {
    /** Versions of entries that it has written as this owner, by whichever of its connections. */
    readonly writes: number;
  };
}

/**
 * What is connected, newest first, and then the clients that are known and not connected; of one user only what is connected.
 * Clients that have registered themselves and were never let in are left out: they go by themselves.
 */
export function listClients(
  config: Config,
  deps: AppDeps,
  user: string | undefined,
): Promise<readonly ListedClient[]> {
  const owner = user === undefined ? undefined : parseOwner(user, "user");
  return withExistingStore(
    config,
    deps,
    () => [],
    async (store) => {
      const grants = await store.grants.list(deps.clock.now(), owner);
      const connected: ListedClient[] = [];
      for (const grant of grants) connected.push(await toListed(store, grant));
      return owner === undefined ? [...connected, ...(await listOthers(store, grants))] : connected;
    },
  );
}

async function toListed({ grants }: Store, grant: Grant): Promise<ListedClient> {
  const { clientId, clientName: name, redirectHost: host, owner, scopes, sources, createdAt, usedAt } = grant;
  const writes = await grants.countWrites(owner, clientId);
  return {
    clientId,
    name,
    host,
    connection: {
      owner,
      scopes,
      createdAt,
      writes,
      ...(sources === undefined ? {} : { sources }),
      ...(usedAt === undefined ? {} : { usedAt }),
    },
  };
}

async function listOthers({ clients }: Store, grants: readonly Grant[]): Promise<readonly ListedClient[]> {
  const connected = new Set(grants.map(({ clientId }) => clientId));
  const known = await clients.list();
  return known
    .filter(({ id, origin, usedAt }) => !connected.has(id) && (origin === "added" || usedAt !== undefined))
    .map((client) => ({ clientId: client.id, name: client.name, host: hostOf(client) }));
}

function hostOf({ metadata }: ClientRecord): string | undefined {
  const { redirect_uris: uris } = metadata;
  const [first] = Array.isArray(uris) ? uris : [];
  return typeof first === "string" && URL.canParse(first) ? redirectHost(first) : undefined;
}
