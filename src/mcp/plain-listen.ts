import type { View } from "../domain/projects/bound-services.ts";
import type { FollowHub } from "./follow.ts";
import { hasOnly, isPlainObject } from "./message-guards.ts";
import { readModernRequest } from "./plain-call.ts";
import { META } from "./protocol.ts";
import { MAX_SUBSCRIPTIONS } from "./subscriptions.ts";

/** A `subscriptions/listen` without anything unusual about it. */
export interface PlainListen {
  readonly id: string | number;
  readonly promptsChanged: boolean;
  readonly uris: ReadonlySet<string>;
}

const FLAGS = ["toolsListChanged", "promptsListChanged", "resourcesListChanged"];
const SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

/** Reads a request to listen; `undefined` for whatever is unusual in any way, and where there is nothing to tell. */
export function readPlainListen(message: unknown): PlainListen | undefined {
  const request = readModernRequest(message);
  if (request?.method !== "subscriptions/listen") return undefined;
  if (!hasOnly(request.params, ["notifications", "_meta"])) return undefined;
  const { notifications } = request.params;
  if (!isPlainObject(notifications) || !hasOnly(notifications, [...FLAGS, "resourceSubscriptions"]))
    return undefined;
  if (FLAGS.some((flag) => !["undefined", "boolean"].includes(typeof notifications[flag]))) return undefined;
  const { promptsListChanged = false, resourceSubscriptions: uris = [] } = notifications;
  if (!Array.isArray(uris) || uris.length > MAX_SUBSCRIPTIONS) return undefined;
  if (!uris.every((uri) => typeof uri === "string") || new Set(uris).size < uris.length) return undefined;
  if (promptsListChanged !== true && uris.length === 0) return undefined;
  return { id: request.id, promptsChanged: promptsListChanged === true, uris: new Set(uris) };
}

/** The events of a subscription stream (MCP 2026-07-28, subscriptions), the same bytes as the SDK's. */
export function listenFrames({ id, promptsChanged, uris }: PlainListen, serverInfo: object) {
  const stamp = { [SUBSCRIPTION_ID]: id };
  const frame = (message: object) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;
  const notify = (method: string, params: object) =>
    frame({ jsonrpc: "2.0", method, params: { ...params, _meta: stamp } });
  return {
    acknowledged: () =>
      notify("notifications/subscriptions/acknowledged", {
        notifications: {
          ...(promptsChanged && { promptsListChanged: true }),
          ...(uris.size > 0 && { resourceSubscriptions: [...uris] }),
        },
      }),
    updated: (uri: string) => notify("notifications/resources/updated", { uri }),
    promptsListChanged: () => notify("notifications/prompts/list_changed", {}),
    last: () =>
      frame({
        jsonrpc: "2.0",
        id,
        result: { resultType: "complete", _meta: { ...stamp, [META.serverInfo]: serverInfo } },
      }),
  };
}

export type ListenFrames = ReturnType<typeof listenFrames>;

/** Tells of changes in frames until the answered function is called. */
export function followInFrames(
  follows: FollowHub,
  view: View,
  { promptsChanged, uris }: PlainListen,
  { frames, send }: { readonly frames: ListenFrames; send(text: string): void },
): () => void {
  return follows.follow(view, {
    uris,
    updated: (uri) => send(frames.updated(uri)),
    promptsChanged: () => {
      if (promptsChanged) send(frames.promptsListChanged());
    },
  });
}
