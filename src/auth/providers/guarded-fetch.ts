import { lookup } from "node:dns";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isProviderAddress } from "../../domain/accounts/provider-address.ts";
import { JsonGuardError, parseJson } from "../../domain/json-guard.ts";
import { ProviderError } from "./provider-error.ts";

/** Largest document, bytes. */
export const MAX_DOCUMENT_BYTES = 256 * 1024;
const MAX_DEPTH = 16;

export type Resolve = typeof lookup;

export interface FetchOptions {
  /** Aborts when the time for all of a provider's documents is up. */
  readonly signal: AbortSignal;
  /** How names become addresses; the system's way when left out. */
  readonly resolve?: Resolve | undefined;
  /** Which addresses may be asked; those of identity providers when left out. `host` has no brackets. */
  readonly isAllowed?: ((protocol: string, host: string, address: string) => boolean) | undefined;
  /** Largest document, bytes; 256 KB when left out. */
  readonly maxBytes?: number | undefined;
  /** Certificates that are trusted in place of the system's. */
  readonly ca?: string | undefined;
}

export interface Document {
  readonly json: unknown;
  /** The provider's clock (`Date` header), ms since 1970. */
  readonly date?: number;
  /** `Cache-Control`, when there is one. */
  readonly cacheControl?: string;
}

/**
 * Gets a JSON document from a provider, one try, on a connection of its own. Redirects are not followed, compressed answers
 * are not unpacked, and nothing over 256 KB is read. The addresses that a name leads to are checked as they are connected to,
 * so that it cannot lead elsewhere a moment later.
 * @throws ProviderError
 */
export async function fetchDocument(url: string, options: FetchOptions): Promise<Document> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const { isAllowed = isProviderAddress, maxBytes = MAX_DOCUMENT_BYTES } = options;
  if (isIP(host) !== 0 && !isAllowed(target.protocol, host, host)) throw forbidden();
  try {
    const response = await get(target, host, options);
    try {
      return await readDocument(response, maxBytes);
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    const reason = options.signal.aborted ? "does not answer in time" : reasonOf(error);
    throw new ProviderError(reason, { isOutage: true });
  }
}

function get(
  target: URL,
  host: string,
  { signal, resolve = lookup, isAllowed = isProviderAddress, ca }: FetchOptions,
): Promise<IncomingMessage> {
  const isGood = (address: string) => isAllowed(target.protocol, host, address);
  return new Promise((done, fail) => {
    const send = target.protocol === "https:" ? requestHttps : requestHttp;
    send(target, {
      agent: false,
      signal,
      headers: { accept: "application/json", "accept-encoding": "identity", "user-agent": "awareness" },
      lookup: guard(isGood, resolve),
      ...(ca === undefined ? {} : { ca }),
    })
      .once("response", (response) => {
        // Whoever reads the answer hears of its failures; when nobody does any more, they are nobody's business.
        response.on("error", () => {});
        done(response);
      })
      .on("error", fail)
      .end();
  });
}

/** A look-up that gives away no address which is not good, and none at all when one of them is not. */
function guard(isGood: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = error === null ? found : [];
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isGood(address)))
        return callback(error ?? forbidden(), "");
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function readDocument(response: IncomingMessage, maxBytes: number): Promise<Document> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) {
    throw new ProviderError(`answers with status ${statusCode}`, { isOutage: (statusCode ?? 0) >= 500 });
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    throw new ProviderError("answers compressed, though asked not to");
  }
  const date = Date.parse(headers.date ?? "");
  const { "cache-control": cacheControl } = headers;
  return {
    json: parse(await readBody(response, maxBytes)),
    ...(Number.isNaN(date) ? {} : { date }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
  };
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(response.headers["content-length"] ?? 0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (Math.max(size, announced) > maxBytes) {
      throw new ProviderError(`answers with more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Buffer): unknown {
  try {
    return parseJson(bytes, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (error instanceof JsonGuardError) throw new ProviderError("answers with what is not JSON");
    throw error;
  }
}

function forbidden(): ProviderError {
  return new ProviderError("has an address that no provider has");
}

/** The code of a network failure, such as ECONNREFUSED; nothing else of it is safe to show. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.cause instanceof ProviderError) return error.cause.message;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return `cannot be reached (${/^[A-Z0-9_]{2,60}$/.test(code) ? code : "connection failed"})`;
}
