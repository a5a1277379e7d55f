import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An embedding provider that swallows every request until it is told to answer. */
export interface BlackHole {
  readonly url: string;
  /** Requests that were swallowed. */
  readonly swallowed: number;
  /** Texts that were given a vector. */
  readonly embedded: number;
  /** From now on it works; what it has swallowed stays unanswered. */
  recover(): void;
  close(): Promise<void>;
}

const DIMENSIONS = 8;

/** Speaks as Ollama does. */
export async function startBlackHole(): Promise<BlackHole> {
  const state = { working: false, swallowed: 0, embedded: 0 };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const input: readonly string[] = JSON.parse(Buffer.concat(parts).toString()).input;
    if (!state.working) {
      state.swallowed += 1;
      return;
    }
    state.embedded += input.length;
    answer(response, input);
  });
  server.requestTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get swallowed() {
      return state.swallowed;
    },
    get embedded() {
      return state.embedded;
    },
    recover() {
      state.working = true;
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answer(response: ServerResponse, input: readonly string[]): void {
  const embeddings = input.map((text) => [
    ...createHash("sha256").update(text).digest().subarray(0, DIMENSIONS),
  ]);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ model: "m", embeddings }));
}
