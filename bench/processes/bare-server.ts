import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createKeyRing, fixedSecrets } from "../../src/auth/key-ring.ts";
import { createRevocationList } from "../../src/auth/revocations.ts";
import { createTokenVerifier } from "../../src/auth/verify-token.ts";
import { systemClock as clock } from "../../src/domain/clock.ts";
import { type HistoryInput, listHistory } from "../../src/domain/entries/history.ts";
import { listKnowledge } from "../../src/domain/entries/list-knowledge.ts";
import { type RememberInput, remember } from "../../src/domain/entries/remember.ts";
import { getStats } from "../../src/domain/overview/overview.ts";
import type { Caller, Services } from "../../src/domain/services.ts";
import { createMcpRuntime } from "../../src/mcp/runtime.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { loadAnalyser } from "../../test/helpers/analyser.ts";

type Arguments = Readonly<Record<string, unknown>>;
type Run = (services: Services, caller: Caller, given: Arguments) => Promise<object>;

const RUN: Readonly<Record<string, Run>> = {
  get_history: (services, caller, given) => listHistory(services, caller, given as unknown as HistoryInput),
  get_stats: (services, caller) => getStats(services, caller),
  get_knowledge: (services, caller, given) => listKnowledge(services, caller, given),
  remember: async (services, caller, given) => {
    const input = { learned_from: "conversation", ...given } as unknown as RememberInput;
    return { status: "ok", ...(await remember(services, caller, input)) };
  },
};

const META = { "io.modelcontextprotocol/serverInfo": { name: "bare", version: "1.0.0" } };

interface Call {
  readonly id: number;
  readonly params: { readonly name: string; readonly arguments: Arguments };
}

/**
 * The least that can be asked of a server: it reads the body, parses it, verifies the token, runs the use case on the
 * store, and answers the same JSON. It checks nothing, logs nothing, and knows no protocol.
 */
async function main([path = "", migrationsDir = "", secret = ""]: readonly string[]): Promise<void> {
  const log = createLogger("silent", { write: () => {} });
  const store = await openSqliteStore({ loadAnalyser, path, migrationsDir, autoMigrate: false, clock, log });
  const { services } = createMcpRuntime({ store, clock, log, version: "bare", toolsets: [] });
  const { isRevoked } = createRevocationList({ tokens: store.tokens, denials: store.denials, clock });
  const verifier = createTokenVerifier({ keys: createKeyRing(fixedSecrets([secret])), clock, isRevoked });

  async function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { owner, by } = await verifier.verify(
      (request.headers.authorization ?? "").slice("Bearer ".length),
    );
    const { id, params } = JSON.parse(body.toString()) as Call;
    const caller: Caller = { owner, author: { by, client: "bench", tool: params.name } };
    const value = await RUN[params.name]?.(services, caller, params.arguments);
    const content = [{ type: "text", text: JSON.stringify(value) }];
    const result = { content, structuredContent: value, resultType: "complete", _meta: META };
    const text = JSON.stringify({ result, jsonrpc: "2.0", id });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      answer(request, Buffer.concat(chunks), response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
  process.on("disconnect", () => process.exit(0));
}

await main(process.argv.slice(2));
