import { type FetchOptions, fetchDocument } from "../../auth/providers/guarded-fetch.ts";
import { ProviderError } from "../../auth/providers/provider-error.ts";
import type { Clock } from "../../domain/clock.ts";
import { isPublicAddress } from "../../domain/oauth/public-address.ts";
import { MetadataError, toClientMetadata } from "./client-metadata.ts";
import { createRemembered } from "./remembered.ts";

/** Largest metadata document and key set, bytes (draft-ietf-oauth-client-id-metadata-document section 6.6 proposes 5 KB). */
const MAX_BYTES = 5 * 1024;

/** Gets a JSON document that a stranger has named. @throws ProviderError */
export type FetchPublic = (
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly json: unknown; readonly cacheControl?: string }>;

/** The network that documents are fetched from; the system's, and all of its public addresses, when left out. */
export interface PublicNetwork extends Pick<FetchOptions, "resolve" | "ca"> {
  readonly isPublic?: (address: string) => boolean;
}

/** Over https, from public addresses alone, which are checked as they are connected to; without redirects. */
export function createFetchPublic({
  isPublic = isPublicAddress,
  ...network
}: PublicNetwork = {}): FetchPublic {
  return (url, signal) =>
    fetchDocument(url, {
      ...network,
      signal,
      maxBytes: MAX_BYTES,
      isAllowed: (protocol, _host, address) => protocol === "https:" && isPublic(address),
    });
}

/**
 * How long a document is not fetched anew, ms, and how long the last good one stands in while its host is away: whoever is told
 * that its client is unknown throws its connection away. The library keeps good metadata longer, but asks for key sets at every use, and
 * for what it could not have twice in one request.
 */
const REMEMBERED = { success: 30_000, failure: 10_000, stale: 24 * 60 * 60_000 };

export interface LibraryFetchOptions {
  readonly fetchJson: FetchPublic;
  readonly redirectUris: readonly string[];
  readonly clock: Clock;
}

/** `fetch` as the library calls it, for documents and key sets of clients only. */
export function createLibraryFetch({ fetchJson, redirectUris, clock }: LibraryFetchOptions) {
  const load = createRemembered({
    async load(url, signal) {
      const { json, cacheControl } = await fetchJson(url, signal);
      const headers = cacheControl === undefined ? {} : { "cache-control": cacheControl };
      return { body: JSON.stringify(reduce(url, json, redirectUris)), headers };
    },
    clock,
    times: REMEMBERED,
    isOutage: (error) => error instanceof ProviderError && error.isOutage,
  });
  return async (input: string | URL, init: { readonly signal?: AbortSignal | null }): Promise<Response> => {
    const { body, headers } = await load(String(input), init.signal ?? AbortSignal.timeout(2_500));
    return new Response(body, { status: 200, headers });
  };
}

/** A document must name itself; what has no such name is a key set. */
function reduce(url: string, json: unknown, redirectUris: readonly string[]): unknown {
  const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
  if (!isObject) throw new ProviderError("answers with what is no JSON object");
  const given = json as Record<string, unknown>;
  if (Array.isArray(given.keys) && given.client_id === undefined) return { keys: given.keys };
  if (given.client_id !== url) {
    throw new MetadataError("invalid_client_metadata", "client_id is not the URL of the document");
  }
  if ("client_secret" in given || "client_secret_expires_at" in given) {
    throw new MetadataError("invalid_client_metadata", "a document must not hold a client_secret");
  }
  return toClientMetadata(given, { from: "document", redirectUris });
}

/** Longest id of a client, characters; it stands in tokens and in histories. */
const LONGEST_ID = 200;

/**
 * Whether a client id is the URL of a document that may be fetched: https, with a path, at most 200 characters, of an accepted host.
 * @param hosts accepted ones; `undefined`: all
 */
export function isDocumentUrl(id: string, hosts: readonly string[] | undefined): boolean {
  const url = URL.canParse(id) ? new URL(id) : undefined;
  if (url === undefined || id.length > LONGEST_ID || url.protocol !== "https:" || url.pathname === "/")
    return false;
  return hosts === undefined || hosts.includes(url.hostname);
}
