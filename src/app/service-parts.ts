import type { Config } from "../config/config.ts";
import type { Store } from "../domain/store.ts";
import type { McpRuntime } from "../mcp/runtime.ts";
import type { CloseStack } from "./close-stack.ts";
import type { ServerDeps } from "./deps.ts";

/** What a service is made of; it defers its own closing. */
export interface ServiceParts {
  readonly config: Config;
  readonly deps: ServerDeps;
  readonly version: string;
  readonly store: Store;
  readonly runtime: McpRuntime;
  readonly closing: CloseStack;
}
