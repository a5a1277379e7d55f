import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import { EmbeddingError } from "../../src/domain/embeddings/embedding-error.ts";
import type { EmbeddingProvider, EmbedOptions } from "../../src/domain/embeddings/embedding-provider.ts";
import type {
  EmbeddingProviderName,
  EmbeddingSettings,
} from "../../src/domain/embeddings/embedding-settings.ts";
import { createEmbeddingProvider } from "../../src/embeddings/create-provider.ts";
import type { World } from "../../src/embeddings/world.ts";

/** A key and a text that must not show up in any message. */
export const KEY = "sk-hunter2-hunter2";
export const TEXT = "the safe is behind the Vermeer";

export const NOW_MS = Date.parse("2026-03-01T12:00:00Z");

/** One request as the provider got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: { readonly model?: string; readonly input: readonly string[]; readonly dimensions?: number };
}

export type Reply = (response: ServerResponse, received: Received, nth: number) => void;

export interface FakeProvider {
  /** Without a trailing slash. */
  readonly url: string;
  readonly received: readonly Received[];
  /** Ends the server before the test does. */
  stop(): Promise<void>;
}

function end(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}

/** A server of a provider on a free port, until the test ends. */
export async function startProvider(reply: Reply): Promise<FakeProvider> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const one: Received = {
      path: request.url ?? "",
      headers: request.headers,
      body: JSON.parse(Buffer.concat(parts).toString() || "{}") as Received["body"],
    };
    received.push(one);
    reply(response, one, received.length);
  });
  onTestFinished(() => end(server));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, stop: () => end(server) };
}

export function sendJson(response: ServerResponse, value: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
}

/** A vector that tells its text: the same text gives the same one, and others differ. */
export function vectorFor(text: string): readonly number[] {
  return [text.length + 1, text.charCodeAt(0) || 0, 1];
}

export function unit(values: readonly number[]): readonly number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** The answer of each kind of provider with these vectors. */
export function answerOf(name: EmbeddingProviderName, vectors: readonly unknown[]): unknown {
  if (name === "ollama") return { model: "m", embeddings: vectors };
  return { object: "list", data: vectors.map((embedding, index) => ({ index, embedding })) };
}

export const answersWell =
  (name: EmbeddingProviderName): Reply =>
  (response, { body }) =>
    sendJson(response, answerOf(name, body.input.map(vectorFor)));

/** Waits are noted and take no time. */
export interface TestWorld extends World {
  readonly waits: number[];
}

export function aWorld(): TestWorld {
  const waits: number[] = [];
  return {
    waits,
    clock: { now: () => NOW_MS },
    random: () => 0.5,
    sleep: async (ms, signal) => {
      waits.push(ms);
      signal?.throwIfAborted();
    },
  };
}

export function connect(
  url: string,
  settings: Partial<EmbeddingSettings> = {},
  world: World = aWorld(),
): EmbeddingProvider {
  return createEmbeddingProvider({ provider: "ollama", model: "m", url, apiKey: KEY, ...settings }, world);
}

/** The error of a call, checked to be one line that tells no secret, in its stack and members too. */
export async function failureOf(
  provider: EmbeddingProvider,
  options: EmbedOptions = {},
  texts: readonly string[] = [TEXT],
): Promise<EmbeddingError> {
  const error: unknown = await provider.embed(texts, options).then(
    () => new Error("expected a failure"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof EmbeddingError)) throw error;
  const shown = `${error.stack} ${JSON.stringify(error)} ${error.message}`;
  expect(shown).not.toContain("hunter2");
  expect(shown).not.toContain("Vermeer");
  expect(error.message).toMatch(/^[^\n]+\.$/);
  expect(error.message.length).toBeLessThan(400);
  expect(error.cause).toBeUndefined();
  return error;
}
