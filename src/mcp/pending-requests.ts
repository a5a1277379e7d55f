import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import type { RequestId } from "./json-rpc-line.ts";
import { isError, isNotification, isRequest, isResult } from "./message-guards.ts";

/** Counts requests that came in and have no answer yet. */
export interface PendingRequests {
  received(message: JSONRPCMessage): void;
  sent(message: JSONRPCMessage): void;
  isEmpty(): boolean;
}

/** A listen request is answered when the subscription ends, so nobody waits for it. */
const ANSWERED_LATE = "subscriptions/listen";

/** The request that a cancellation names; it gets no answer any more (MCP 2025-11-25, "Cancellation"). */
export function cancelledId(message: unknown): RequestId | undefined {
  if (!isNotification(message) || message.method !== "notifications/cancelled") return undefined;
  const id = message.params?.requestId;
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

export function createPendingRequests(): PendingRequests {
  // A count, because clients reuse ids by mistake and each use is answered.
  const open = new Map<RequestId, number>();
  const settle = (id: RequestId | undefined): void => {
    if (id === undefined) return;
    const left = (open.get(id) ?? 0) - 1;
    if (left > 0) open.set(id, left);
    else open.delete(id);
  };
  return {
    received(message) {
      if (!isRequest(message)) settle(cancelledId(message));
      else if (message.method !== ANSWERED_LATE) open.set(message.id, (open.get(message.id) ?? 0) + 1);
    },
    sent(message) {
      if (isResult(message) || isError(message)) settle(message.id);
    },
    isEmpty: () => open.size === 0,
  };
}
