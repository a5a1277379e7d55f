import { parseOwner } from "../domain/owner.ts";
import { FULL_ACCESS } from "../domain/principal.ts";
import { serveStdioMcp } from "../mcp/stdio.ts";
import type { ServiceParts } from "./service-parts.ts";

/** Serves one client over the process's streams; resolves when the client has gone. */
export function startStdioService({ config, deps, runtime, closing }: ServiceParts): Promise<void> {
  const service = serveStdioMcp({
    runtime,
    principal: { owner: parseOwner(config.defaultOwner), scopes: FULL_ACCESS, by: "stdio" },
    input: deps.input,
    output: deps.output,
    log: deps.log,
  });
  closing.defer(() => service.close());
  return service.closed;
}
