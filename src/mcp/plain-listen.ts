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

/** The events of subscription streams (MCP 2026-07-28, subscriptions), the same as the SDK's. */
export function listenFrames(serverInfo: object) {
  const frame = (message: object) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;
  const notify = ({ id }: PlainListen, method: string, params: object) =>
    frame({ jsonrpc: "2.0", method, params: { ...params, _meta: { [SUBSCRIPTION_ID]: id } } });
  return {
    acknowledged: (request: PlainListen) =>
      notify(request, "notifications/subscriptions/acknowledged", {
        notifications: {
          ...(request.promptsChanged && { promptsListChanged: true }),
          ...(request.uris.size > 0 && { resourceSubscriptions: [...request.uris] }),
        },
      }),
    updated: (request: PlainListen, uri: string) =>
      notify(request, "notifications/resources/updated", { uri }),
    promptsListChanged: (request: PlainListen) => notify(request, "notifications/prompts/list_changed", {}),
    last: ({ id }: PlainListen) =>
      frame({
        jsonrpc: "2.0",
        id,
        result: {
          resultType: "complete",
          _meta: { [SUBSCRIPTION_ID]: id, [META.serverInfo]: serverInfo },
        },
      }),
  };
}

/** Writes what a stream says, each a whole server-sent event: when it begins, of a change, and as the last. */
export type ListenFrames = ReturnType<typeof listenFrames>;
