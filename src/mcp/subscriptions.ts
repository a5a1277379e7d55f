import { AsyncLocalStorage } from "node:async_hooks";
import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerEvent,
  type ServerEventBus,
} from "@modelcontextprotocol/server";
import { AwarenessError } from "../domain/errors.ts";
import type { View } from "../domain/projects/bound-services.ts";
import type { FollowHub } from "./follow.ts";
import { MAX_URI_CHARS } from "./resources/resource-uri.ts";
import { toErrorBody } from "./tool-result.ts";

/** Resources that one stream or session follows. */
export const MAX_SUBSCRIPTIONS = 100;

/** An event bus whose listeners hear only of what the caller sees on whose request they were registered. */
export interface OwnedBus extends ServerEventBus {
  /**
   * Runs `serve` so that a stream that `request` opens belongs to `view` and hears of what it names: of every change
   * after its acknowledgement.
   */
  as<Value>(view: View, request: unknown, serve: () => Promise<Value>): Promise<Value>;
}

/**
 * The SDK's bus knows no principals: every listener hears of every URI. This one asks, when a stream registers, on whose
 * request it does so, and feeds it from the changes alone that this caller sees.
 */
export function createOwnedBus(follows: FollowHub): OwnedBus {
  const current = new AsyncLocalStorage<{ readonly view: View; readonly uris: ReadonlySet<string> }>();
  const broadcast = new Set<(event: ServerEvent) => void>();
  return {
    async as(view, request, serve) {
      const uris = new Set(requestedUris(request));
      const release = await follows.prepare(view, uris);
      try {
        return await current.run({ view, uris }, serve);
      } finally {
        release();
      }
    },
    publish: (event) => {
      for (const listener of broadcast) listener(event);
    },
    subscribe(listener) {
      const opened = current.getStore();
      if (opened === undefined) throw new Error("a subscription was opened outside of a request");
      broadcast.add(listener);
      const stop = follows.follow(opened.view, {
        uris: opened.uris,
        updated: (uri) => listener({ kind: "resource_updated", uri }),
        promptsChanged: () => listener({ kind: "prompts_list_changed" }),
      });
      return () => {
        broadcast.delete(listener);
        stop();
      };
    },
  };
}

interface ListenRequest {
  readonly method?: unknown;
  readonly params?: { readonly notifications?: { readonly resourceSubscriptions?: unknown } };
}

/** The resources that a `subscriptions/listen` request names, the first hundred; none for any other message. */
export function requestedUris(message: unknown): readonly string[] {
  if (typeof message !== "object" || message === null) return [];
  const { method, params } = message as ListenRequest;
  const uris = method === "subscriptions/listen" ? params?.notifications?.resourceSubscriptions : undefined;
  if (!Array.isArray(uris)) return [];
  return uris.filter((uri) => typeof uri === "string").slice(0, MAX_SUBSCRIPTIONS);
}

/** The resources one 2025-era connection follows, with the way to write each change down. */
export interface LegacySubscriptions {
  readonly uris: Set<string>;
  follow(uri: string): Promise<void>;
  unfollow(uri: string): Promise<void>;
}

/** Serves `resources/subscribe` and `resources/unsubscribe` and sends updates; answers how to stop. */
export function serveSubscriptions(
  server: McpServer,
  view: View,
  follows: FollowHub,
  subscriptions: LegacySubscriptions,
): () => void {
  const { uris } = subscriptions;
  server.server.setRequestHandler("resources/subscribe", async ({ params }) => {
    if (params.uri.length > MAX_URI_CHARS || uris.size >= MAX_SUBSCRIPTIONS) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `At most ${MAX_SUBSCRIPTIONS} resources can be followed.`,
      );
    }
    const isNew = !uris.has(params.uri);
    uris.add(params.uri);
    try {
      await follows.note(view, [params.uri]);
      await subscriptions.follow(params.uri);
    } catch (error) {
      if (isNew) uris.delete(params.uri);
      throw error instanceof AwarenessError ? refusal(error) : error;
    }
    return {};
  });
  server.server.setRequestHandler("resources/unsubscribe", async ({ params }) => {
    uris.delete(params.uri);
    await subscriptions.unfollow(params.uri);
    return {};
  });
  return followFrom(server, view, follows, uris);
}

/** With everything that a caller may know, as in the answer of a tool. */
function refusal(error: AwarenessError): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InternalError, error.message, toErrorBody(error, ""));
}

/** Sends what changes to one connection; on one of 2026-07-28 the SDK passes on only what the client listens for. */
export function followFrom(
  server: McpServer,
  view: View,
  follows: FollowHub,
  uris: ReadonlySet<string>,
): () => void {
  return follows.follow(view, {
    uris,
    updated: (uri) => void server.server.sendResourceUpdated({ uri }).catch(() => {}),
    promptsChanged: () => void server.server.sendPromptListChanged().catch(() => {}),
  });
}

/** Resources named by the `subscriptions/listen` requests of one connection, the latest hundred. */
export function createListenedUris(): {
  readonly uris: ReadonlySet<string>;
  hear(message: unknown): readonly string[];
} {
  const uris = new Set<string>();
  return {
    uris,
    hear(message) {
      const heard = requestedUris(message);
      for (const uri of heard) {
        uris.delete(uri);
        uris.add(uri);
      }
      for (const uri of uris) {
        if (uris.size <= MAX_SUBSCRIPTIONS) break;
        uris.delete(uri);
      }
      return heard;
    },
  };
}
