import type { JSONRPCMessage, JSONRPCRequest } from "@modelcontextprotocol/server";
import type { Principal } from "../domain/principal.ts";
import { answerLegacy, type LegacyClient, readInitialize, toInitializeResult } from "./direct-legacy.ts";
import { createModernAnswers } from "./direct-modern.ts";
import { createDirectTools, type Result } from "./direct-tools.ts";
import { isNotification, isRequest } from "./message-guards.ts";
import type { McpRuntime } from "./runtime.ts";

/** Answers the ordinary messages of a stdio connection until the first that is not. */
export interface DirectStdio {
  /**
   * The result to answer with; `null` for a message that wants no answer; `undefined` for one that is unusual: it, and
   * all after it, belong to the SDK, which first hears `opening`.
   */
  answer(message: JSONRPCMessage): Promise<Result> | null | undefined;
  /** The messages that opened a 2025-era connection here, for the SDK to hear before anything else. */
  readonly opening: readonly JSONRPCMessage[];
}

const INITIALIZED = "notifications/initialized";

/**
 * Loading the SDK and building its schemas takes longer than everything else a stdio server does until its first
 * answer. Clients start one for every conversation, so the messages every client sends are answered without it; a test
 * holds the answers equal to the SDK's.
 */
export function createDirectStdio(runtime: McpRuntime, principal: Principal): DirectStdio {
  const opening: JSONRPCMessage[] = [];
  const tools = createDirectTools(runtime, principal);
  const answerModern = createModernAnswers(runtime, tools);
  let client: LegacyClient | undefined;

  function answerRequest(message: JSONRPCRequest): Promise<Result> | undefined {
    if (client !== undefined) return answerLegacy(runtime, tools, client, message);
    if (message.method !== "initialize") return answerModern(message);
    client = readInitialize(message);
    if (client === undefined) return undefined;
    opening.push(message);
    return Promise.resolve(toInitializeResult(runtime, client));
  }

  function noteInitialized(message: JSONRPCMessage): null | undefined {
    if (opening.length !== 1) return undefined;
    opening.push(message);
    return null;
  }

  return {
    opening,
    answer(message) {
      if (runtime.extension !== undefined) return undefined;
      if (isRequest(message)) return answerRequest(message);
      return isNotification(message) && message.method === INITIALIZED ? noteInitialized(message) : undefined;
    },
  };
}
