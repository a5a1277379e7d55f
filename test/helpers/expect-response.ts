import { expect } from "vitest";
import type { Json } from "./any-client.ts";
import { responseProblem } from "./wire.ts";

/** A JSON-RPC 2.0 response as MCP allows it. */
export function expectResponse(message: Json): void {
  expect(responseProblem(message), JSON.stringify(message)).toBeUndefined();
}
