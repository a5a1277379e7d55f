import { AsyncLocalStorage } from "node:async_hooks";
import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerEvent,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import type { ChangeFeed } from "../domain/changes/change-feed.ts";
import type { OwnerId } from "../domain/owner.ts";
import { ALL_RESOURCES } from "./resources/index.ts";

const MAX_SUBSCRIPTIONS = 100;
const MAX_URI = 1000;

/** The resources that change whenever an owner's entries do. */
const CHANGING: readonly string[] = ALL_RESOURCES.map(({ uri }) => uri);

/** An event bus whose listeners hear only of the owner on whose request they were registered. */
export interface OwnedBus extends ServerEventBus {
  /** Runs `serve` so that streams opened inside belong to `owner`. */
  as<Value>(owner: OwnerId, serve: () => Value): Value;
}

/**
 * The SDK's bus knows no principals: any listener hears of any URI. This one asks, when a stream registers, on whose
 * request it does so, and feeds it from that owner's changes alone.
 */
export function createOwnedBus(changes: ChangeFeed): OwnedBus {
  const current = new AsyncLocalStorage<OwnerId>();
  const broadcast = new Set<(event: ServerEvent) => void>();
  return {
    as: (owner, serve) => current.run(owner, serve),
    publish: (event) => {
      for (const listener of broadcast) listener(event);
    },
    subscribe(listener) {
      const owner = current.getStore();
      if (owner === undefined) throw new Error("a subscription was opened outside of a request");
      broadcast.add(listener);
      const stop = changes.watch(owner, () => {
        for (const uri of CHANGING) listener({ kind: "resource_updated", uri });
      });
      return () => {
        broadcast.delete(listener);
        stop();
      };
    },
  };
}

/** The resources one 2025-era connection follows. */
export interface LegacySubscriptions {
  readonly uris: Set<string>;
  /** Called after each change of the set; may write it down. */
  onChange(uris: ReadonlySet<string>): Promise<void>;
}

/** Serves `resources/subscribe` and `resources/unsubscribe` and sends updates; answers how to stop. */
export function serveSubscriptions(
  server: McpServer,
  owner: OwnerId,
  changes: ChangeFeed,
  subscriptions: LegacySubscriptions,
): () => void {
  const { uris } = subscriptions;
  const feed = createUpdateFeed(server, owner, changes, uris);
  server.server.setRequestHandler("resources/subscribe", async ({ params }) => {
    if (params.uri.length > MAX_URI || uris.size >= MAX_SUBSCRIPTIONS) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `At most ${MAX_SUBSCRIPTIONS} resources can be followed.`,
      );
    }
    uris.add(params.uri);
    feed.adjust();
    await subscriptions.onChange(uris);
    return {};
  });
  server.server.setRequestHandler("resources/unsubscribe", async ({ params }) => {
    uris.delete(params.uri);
    feed.adjust();
    await subscriptions.onChange(uris);
    return {};
  });
  return feed.stop;
}

/** Watches the owner's changes only while something is followed. */
function createUpdateFeed(server: McpServer, owner: OwnerId, changes: ChangeFeed, uris: ReadonlySet<string>) {
  let unwatch: (() => void) | undefined;
  const send = () => {
    for (const uri of CHANGING)
      if (uris.has(uri)) void server.server.sendResourceUpdated({ uri }).catch(() => {});
  };
  const stop = () => {
    unwatch?.();
    unwatch = undefined;
  };
  const adjust = () => {
    if (uris.size === 0) stop();
    else unwatch ??= changes.watch(owner, send);
  };
  adjust();
  return { adjust, stop };
}

/** Reports every change; on a 2026-07-28 connection the SDK passes on what the client listens for. */
export function followAll(server: McpServer, owner: OwnerId, changes: ChangeFeed): () => void {
  return createUpdateFeed(server, owner, changes, new Set(CHANGING)).stop;
}
