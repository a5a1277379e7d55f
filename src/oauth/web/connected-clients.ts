import type { Grant } from "../../domain/oauth/grant-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { ConnectedClient } from "../pages/account-clients.ts";
import type { WebParts } from "./parts.ts";

/**
 * The clients that somebody has let in, each once however often it has come: a program on a computer is let in anew at every
 * connection. What it may do is what any of its grants allows.
 */
export async function listConnected(
  { store, clock }: Pick<WebParts, "store" | "clock">,
  owner: OwnerId,
): Promise<readonly ConnectedClient[]> {
  const grants = await store.grants.list(clock.now(), owner);
  const ids = [...new Set(grants.map(({ clientId }) => clientId))];
  return Promise.all(
    ids.map(async (id) => {
      const own = grants.filter(({ clientId }) => clientId === id);
      return toClient(id, own, await store.grants.countWrites(owner, id));
    }),
  );
}

/** @param grants newest first, at least one */
function toClient(id: string, grants: readonly Grant[], changes: number): ConnectedClient {
  const [newest] = grants;
  const lastUse = latest(grants.flatMap(({ usedAt }) => usedAt ?? []));
  const sources = grants.every((grant) => grant.sources !== undefined)
    ? [...new Set(grants.flatMap((grant) => grant.sources ?? []))]
    : undefined;
  const more = grants.length > 1 ? ` (let in ${grants.length} times)` : "";
  return {
    id,
    name: newest?.clientName ?? id,
    redirectHost: `${newest?.redirectHost ?? ""}${more}`,
    scopes: [...new Set(grants.flatMap(({ scopes }) => scopes))],
    ...(sources === undefined ? {} : { sources }),
    since: grants.at(-1)?.createdAt ?? 0,
    ...(lastUse === undefined ? {} : { lastUse }),
    changes,
  };
}

function latest(times: readonly number[]): number | undefined {
  return times.toSorted((one, other) => one - other).at(-1);
}
