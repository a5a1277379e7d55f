import { fetchDocument } from "../../auth/providers/guarded-fetch.ts";
import { ProviderError } from "../../auth/providers/provider-error.ts";
import { isPublicAddress } from "../../domain/oauth/public-address.ts";
import { MetadataError, toClientMetadata } from "./client-metadata.ts";

/** Largest metadata document and key set, bytes (draft-ietf-oauth-client-id-metadata-document section 6.6 proposes 5 KB). */
const MAX_BYTES = 5 * 1024;

/** Gets a JSON document that a stranger has named. @throws ProviderError */
export type FetchPublic = (
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly json: unknown; readonly cacheControl?: string }>;

/** Over https, from public addresses alone, which are checked as they are connected to; without redirects. */
export const fetchPublic: FetchPublic = (url, signal) =>
  fetchDocument(url, {
    signal,
    maxBytes: MAX_BYTES,
    isAllowed: (protocol, _host, address) => protocol === "https:" && isPublicAddress(address),
  });

/** `fetch` as the library calls it, for documents and key sets of clients only. */
export function createLibraryFetch(fetchJson: FetchPublic, redirectUris: readonly string[]) {
  return async (input: string | URL, init: { readonly signal?: AbortSignal | null }): Promise<Response> => {
    const url = String(input);
    const { json, cacheControl } = await fetchJson(url, init.signal ?? AbortSignal.timeout(2_500));
    const headers = cacheControl === undefined ? {} : { "cache-control": cacheControl };
    return new Response(JSON.stringify(reduce(url, json, redirectUris)), { status: 200, headers });
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
