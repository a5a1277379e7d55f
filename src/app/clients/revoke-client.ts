import type { Config } from "../../config/config.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { withExistingStore } from "../open-store.ts";

export interface RevokedClient {
  /** How many connections were ended. */
  readonly connections: number;
  /** The client itself is known no more. */
  readonly removed: boolean;
}

/**
 * Takes back everything that a client was allowed, by one user or by all; by all, a client that is kept here is removed too.
 * @throws AwarenessError `not_found` when there is nothing to take back.
 */
export function revokeClient(
  config: Config,
  deps: AppDeps,
  clientId: string,
  user: string | undefined,
): Promise<RevokedClient> {
  const owner = user === undefined ? undefined : parseOwner(user, "user");
  const notFound = (): never => {
    const whom = owner === undefined ? "No client" : `No client of ${owner}`;
    throw new AwarenessError(
      "not_found",
      `${whom} has the id "${clientId}"; awareness clients list shows them.`,
    );
  };
  return withExistingStore(config, deps, notFound, async ({ clients, grants }) => {
    // First the client: one that is known no more gets no new connection meanwhile.
    const removed = owner === undefined && (await clients.remove(clientId));
    const connections = await grants.revokeClient(clientId, deps.clock.now(), owner);
    return connections === 0 && !removed ? notFound() : { connections, removed };
  });
}
