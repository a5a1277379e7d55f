import { EmbeddingError } from "../domain/embeddings/embedding-error.ts";
import { JsonGuardError, parseJson } from "../domain/json-guard.ts";
import { toError } from "./refusal.ts";
import { parseRetryAfter, withRetries } from "./retry.ts";
import { badAnswer, nameOf, notJson, type Service } from "./service.ts";
import type { World } from "./world.ts";

export interface JsonRequest {
  readonly service: Service;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
  /** For one attempt, up to the last byte of the answer, ms. */
  readonly timeoutMs: number;
  readonly attempts: number;
}

/** Largest answer in bytes; 64 vectors of 8,192 numbers are about 13 MB. */
const MAX_ANSWER = 64 * 1024 * 1024;

/** As much of a refusal in bytes as is searched for its reason. */
const MAX_REFUSAL = 64 * 1024;

/** No provider nests deeper. */
const MAX_DEPTH = 16;

/**
 * Posts JSON and returns the JSON of the answer. Redirects are not followed: the texts and the key go nowhere but where
 * the configuration says.
 * @throws EmbeddingError
 */
export function postJson(request: JsonRequest, world: World): Promise<unknown> {
  const body = JSON.stringify(request.body);
  return withRetries(() => attempt(request, body, world), request.attempts, request.signal, world);
}

async function attempt(request: JsonRequest, body: string, world: World): Promise<unknown> {
  const { signal, timeoutMs, service } = request;
  if (signal?.aborted) throw aborted(service);
  const controller = new AbortController();
  const stop = () => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await exchange(request, body, controller.signal, world);
  } catch (error) {
    if (error instanceof EmbeddingError) throw error;
    if (signal?.aborted) throw aborted(service);
    throw late ? timedOut(service, timeoutMs) : unreachable(service, error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

async function exchange(
  { service, url, headers }: JsonRequest,
  body: string,
  signal: AbortSignal,
  { clock }: World,
): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    body,
    redirect: "manual",
    signal,
  });
  const { bytes, complete } = await readStart(response, response.ok ? MAX_ANSWER : MAX_REFUSAL);
  if (!response.ok) {
    throw toError(service, {
      status: response.status,
      body: bytes.toString("latin1"),
      retryAfterMs: parseRetryAfter(response.headers.get("retry-after"), clock.now()),
    });
  }
  if (!complete) throw badAnswer(service, `answers with more than ${MAX_ANSWER / 1024 / 1024} MB`);
  try {
    return parseJson(bytes, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof JsonGuardError) throw notJson(service);
    throw error;
  }
}

/** The first `limit` bytes of the answer; the rest is not fetched. */
async function readStart(
  response: Response,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
  const parts: Uint8Array[] = [];
  let left = limit;
  for await (const part of response.body ?? []) {
    parts.push(part.subarray(0, left));
    left -= part.length;
    if (left < 0) break;
  }
  return { bytes: Buffer.concat(parts), complete: left >= 0 };
}

function aborted(service: Service): EmbeddingError {
  return new EmbeddingError("aborted", `The request to ${nameOf(service)} was stopped.`, { retryable: true });
}

function timedOut(service: Service, timeoutMs: number): EmbeddingError {
  const message = `${nameOf(service)} did not answer within ${timeoutMs} ms; try again later, or look into its log.`;
  return new EmbeddingError("timeout", message, { retryable: true });
}

function unreachable(service: Service, error: unknown): EmbeddingError {
  const reason = reasonOf(error);
  const remedy = service.name === "ollama" ? "start it, or correct" : "correct";
  const message = `${nameOf(service)} cannot be reached (${reason}); ${remedy} AWARENESS_EMBEDDING_URL.`;
  return new EmbeddingError("unreachable", message, { retryable: true });
}

/** The code of a network failure, such as ECONNREFUSED. Nothing else of the error is safe to show. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return "connection failed";
  // Ports of other protocols, such as 6000, which `fetch` never uses.
  if (cause.message === "bad port") return "Node.js does not use this port";
  const code = "code" in cause ? String(cause.code) : "";
  return /^[A-Z0-9_]{2,60}$/.test(code) ? code : "connection failed";
}
