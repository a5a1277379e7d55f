import { type Document, type FetchOptions, fetchDocument } from "./guarded-fetch.ts";
import { ProviderError } from "./provider-error.ts";

/**
 * Where the keys of an issuer are, as its metadata say: OpenID Connect Discovery 1.0 section 4, else RFC 8414 section 3.1.
 * @throws ProviderError when there are none, when they are another issuer's, or when they lead to another origin, which the
 * operator has not named.
 */
export async function discoverKeySet(issuer: string, options: FetchOptions): Promise<string> {
  const { issuer: named, jwks_uri: uri } = await fetchMetadata(issuer, options);
  if (named !== issuer) throw new ProviderError("names another issuer in its metadata");
  if (typeof uri !== "string" || !URL.canParse(uri))
    throw new ProviderError("names no jwks_uri in its metadata");
  if (new URL(uri).origin !== new URL(issuer).origin) {
    throw new ProviderError("has its keys on another host; if they are meant, set jwks_uri");
  }
  return uri;
}

/** The addresses in the order in which they are tried. */
export function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/+$/, "");
  return [
    ...new Set([
      `${origin}${path}/.well-known/openid-configuration`,
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
    ]),
  ];
}

async function fetchMetadata(
  issuer: string,
  options: FetchOptions,
): Promise<Readonly<Record<string, unknown>>> {
  let first: unknown;
  for (const url of metadataUrls(issuer)) {
    try {
      return toObject(await fetchDocument(url, options));
    } catch (error) {
      first ??= error;
      if (options.signal.aborted || (error instanceof ProviderError && error.isOutage)) break;
    }
  }
  throw first;
}

function toObject({ json }: Document): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) {
    return json as Readonly<Record<string, unknown>>;
  }
  throw new ProviderError("has metadata that are no object");
}
