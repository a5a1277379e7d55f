import type { Principal } from "../domain/principal.ts";
import { callTool } from "./call-tool.ts";
import type { PlainCall } from "./plain-call.ts";
import type { McpRuntime } from "./runtime.ts";
import { type ToolListing, toListing } from "./tool-list.ts";

/** The result of a request, as it goes into its answer. */
export type Result = Readonly<Record<string, unknown>>;

/** The tools of one local connection, without the SDK. */
export interface DirectTools {
  call(plain: PlainCall): Promise<Result>;
  list(): readonly ToolListing[];
}

export function createDirectTools(runtime: McpRuntime, principal: Principal): DirectTools {
  let nextCall = 1;
  let listings: readonly ToolListing[] | undefined;
  return {
    async call({ tool, arguments: args, clientName }) {
      const context = {
        principal,
        requestId: `stdio-${nextCall++}`,
        ...(clientName === undefined ? {} : { clientName }),
      };
      return { ...(await callTool(runtime, tool, args, context)) };
    },
    list() {
      listings ??= runtime.tools.map(toListing);
      return listings;
    },
  };
}
