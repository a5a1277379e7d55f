import { PassThrough } from "node:stream";
import pino from "pino";
import { createCloseStack } from "../../src/app/close-stack.ts";
import { startHttpService } from "../../src/app/http-service.ts";
import { openStore } from "../../src/app/open-store.ts";
import { findPackageRoot } from "../../src/app/package-root.ts";
import { parseConfig } from "../../src/config/parse.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { newId } from "../../src/domain/ids.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { createMcpRuntime, type McpRuntime } from "../../src/mcp/runtime.ts";
import { FIXTURES } from "./fixtures.ts";

export interface FixtureServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The product's own HTTP service, put together as in production, with the fixtures added to its runtime. */
export async function startFixtureServer(dataDir: string): Promise<FixtureServer> {
  const log = pino({ level: "silent" });
  const deps = {
    clock: systemClock,
    log,
    packageRoot: findPackageRoot(import.meta.url),
    input: new PassThrough(),
    output: new PassThrough(),
  };
  const config = parseConfig(
    {
      AWARENESS_TRANSPORT: "streamable-http",
      AWARENESS_AUTH_REQUIRED: "false",
      AWARENESS_PORT: "0",
      AWARENESS_DATA_DIR: dataDir,
    },
    {},
    { cwd: dataDir, home: dataDir, userName: "tester", dataDir, readFile: () => "" },
  );
  const version = "0.0.0-test";
  const closing = createCloseStack();
  const store = await openStore(config.database, config, deps);
  closing.defer(() => store.close());
  const runtime: McpRuntime = createMcpRuntime({
    store,
    clock: systemClock,
    log,
    version,
    toolsets: config.toolsets,
    extension: {
      ...FIXTURES,
      extend(server) {
        FIXTURES.extend(server);
        server.registerTool("test_trigger_prompt_change", { description: "Adds a prompt" }, async () => {
          await addPrompt(runtime, config.defaultOwner);
          return { content: [{ type: "text", text: "added" }] };
        });
      },
    },
  });
  closing.defer(() => runtime.close());
  const { url } = await startHttpService({ config, deps, version, store, runtime, closing });
  return { url, close: () => closing.closeAll() };
}

/** As a client of the owner adds one: by storing an entry. */
async function addPrompt({ services }: McpRuntime, name: string): Promise<void> {
  const owner = parseOwner(name);
  const data = { description: "A prompt of the protocol tests" };
  const entry = { id: newId(), type: "note", source: "custom-prompt", tags: [], data } as const;
  await services.store.entries.insert(owner, entry, { by: "test", tool: "test_trigger_prompt_change" });
  services.changes.kick(owner);
}
