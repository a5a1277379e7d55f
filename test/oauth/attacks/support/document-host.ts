import type { lookup } from "node:dns";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../../../auth/providers/support/certificate.ts";

export type DocumentAnswer = (response: ServerResponse, request: IncomingMessage) => void;

/** A host that publishes what it likes, over https, on the loopback. */
export interface DocumentHost {
  /** `https://localhost:PORT`. */
  readonly origin: string;
  readonly port: number;
  /** The certificate that it shows, which vouches for itself. */
  readonly ca: string;
  /** How often each path was asked for, query included. */
  readonly hits: ReadonlyMap<string, number>;
  total(): number;
  /** Answers a path from now on; the URL of it. */
  serve(path: string, answer: DocumentAnswer): string;
  /** The document of a client that is all right, less or more. */
  serveClient(path: string, more?: Readonly<Record<string, unknown>>): string;
  close(): Promise<void>;
}

export async function startDocumentHost(): Promise<DocumentHost> {
  const { key, cert } = makeCertificate();
  const hits = new Map<string, number>();
  const answers = new Map<string, DocumentAnswer>();
  const server = createServer({ key, cert }, (request, response) => {
    const { url = "" } = request;
    hits.set(url, (hits.get(url) ?? 0) + 1);
    response.on("error", () => {});
    const answer = answers.get(url);
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, request);
  });
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const origin = `https://localhost:${port}`;
  const serve: DocumentHost["serve"] = (path, answer) => {
    answers.set(path, answer);
    return `${origin}${path}`;
  };
  return {
    origin,
    port,
    ca: cert,
    hits,
    total: () => [...hits.values()].reduce((sum, count) => sum + count, 0),
    serve,
    serveClient: (path, more = {}) =>
      serve(path, (response) => sendJson(response, { ...aDocument(`${origin}${path}`), ...more })),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export const DOCUMENT_REDIRECT = "https://client.example/callback";

export function aDocument(clientId: string): Record<string, unknown> {
  return { client_id: clientId, client_name: "Published", redirect_uris: [DOCUMENT_REDIRECT] };
}

export function sendJson(response: ServerResponse, document: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
}

/** Names that lead where a test wants, an answer for each time that one is asked for; the last one stays. */
export function resolveTo(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve = ((host: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    callback(null, found);
  }) as unknown as typeof lookup;
  return { resolve, asked };
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
}
