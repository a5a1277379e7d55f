import { findRedirectProblem, isLoopbackRedirect, redirectHost } from "../../domain/oauth/redirect-uri.ts";

/** What is wrong with a client's metadata; the message may be shown to it (RFC 7591 section 3.2.2). */
export class MetadataError extends Error {
  override readonly name = "MetadataError";
  readonly code: "invalid_redirect_uri" | "invalid_client_metadata";

  constructor(code: MetadataError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

export interface MetadataRules {
  /** `registered`: sent by the client (RFC 7591); `document`: published at the URL that is its id. */
  readonly from: "registered" | "document";
  /** Callbacks with a scheme of their own that are allowed beside the well-known ones. */
  readonly redirectUris: readonly string[];
}

const MOST_REDIRECTS = 20;
/** In characters. */
const LONGEST_NAME = 200;
const GRANT_TYPES = ["authorization_code", "refresh_token"];
const AUTH_METHODS = {
  registered: ["none", "client_secret_basic", "client_secret_post"],
  document: ["none", "private_key_jwt"],
} as const;

/**
 * Keeps of a client's metadata what means something here. Logos, links and contacts are dropped: anybody may write anything
 * there, and nothing of it is shown or fetched.
 * @throws MetadataError
 */
export function toClientMetadata(
  given: Readonly<Record<string, unknown>>,
  rules: MetadataRules,
): Readonly<Record<string, unknown>> {
  const redirects = readRedirects(given.redirect_uris, rules.redirectUris);
  const method = readAuthMethod(given.token_endpoint_auth_method, rules.from);
  readResponseTypes(given.response_types);
  return {
    client_name: readName(given.client_name, rules.from) ?? redirectHost(redirects[0] ?? ""),
    redirect_uris: redirects,
    application_type: redirects.every((uri) => isWeb(uri)) ? "web" : "native",
    grant_types: readGrantTypes(given.grant_types),
    response_types: ["code"],
    token_endpoint_auth_method: method,
    ...(rules.from === "document" ? { client_id: given.client_id } : {}),
    ...(method === "private_key_jwt" ? readKeys(given) : {}),
  };
}

function isWeb(uri: string): boolean {
  return uri.startsWith("https:") && !isLoopbackRedirect(uri);
}

/**
 * Without those that have a scheme of a program's own and are not known here, where another one is left: editors register the
 * callbacks of all their kin at once, and are told which were kept (RFC 7591 section 3.2.1).
 */
function readRedirects(value: unknown, allowed: readonly string[]): readonly string[] {
  if (!isTexts(value) || value.length === 0 || value.length > MOST_REDIRECTS) {
    throw new MetadataError(
      "invalid_redirect_uri",
      `redirect_uris must be a list of 1 to ${MOST_REDIRECTS} URIs`,
    );
  }
  const problems = value.map((uri) => findRedirectProblem(uri, allowed));
  const kept = value.filter((_, index) => problems[index] === undefined);
  const index = problems.findIndex(
    (problem, at) => problem !== undefined && (kept.length === 0 || !hasOwnScheme(value[at] ?? "")),
  );
  if (index === -1) return [...new Set(kept)];
  throw new MetadataError("invalid_redirect_uri", `redirect_uris[${index}] is refused. ${problems[index]}`);
}

/** False for what a browser would run or open in place of a program. */
function hasOwnScheme(uri: string): boolean {
  const protocol = URL.canParse(uri) ? new URL(uri).protocol : "";
  return protocol !== "" && !/^(?:https?|javascript|data|vbscript|blob|file|about):$/.test(protocol);
}

function readName(value: unknown, from: MetadataRules["from"]): string | undefined {
  if (value === undefined && from === "registered") return undefined;
  if (typeof value === "string" && value.isWellFormed()) {
    const characters = [...value.replace(/\p{Cc}+/gu, " ").trim()];
    if (characters.length > 0) return characters.slice(0, LONGEST_NAME).join("");
  }
  throw new MetadataError("invalid_client_metadata", "client_name must be a text");
}

function readAuthMethod(value: unknown, from: MetadataRules["from"]): string {
  // RFC 7591 section 2 has client_secret_basic as default; a document can hold no secret.
  const method = value ?? (from === "registered" ? "client_secret_basic" : "none");
  const known = AUTH_METHODS[from].find((name) => name === method);
  if (known !== undefined) return known;
  throw new MetadataError(
    "invalid_client_metadata",
    `token_endpoint_auth_method must be one of ${AUTH_METHODS[from].join(", ")}`,
  );
}

function readGrantTypes(value: unknown): readonly string[] {
  if (value === undefined) return GRANT_TYPES;
  if (isTexts(value) && value.includes("authorization_code")) {
    return GRANT_TYPES.filter((type) => value.includes(type));
  }
  throw new MetadataError("invalid_client_metadata", "grant_types must hold authorization_code");
}

function readResponseTypes(value: unknown): void {
  if (value === undefined || (isTexts(value) && value.includes("code"))) return;
  throw new MetadataError("invalid_client_metadata", "response_types must hold code");
}

/** Where a client's own keys are; the library looks at them further. */
function readKeys({ jwks, jwks_uri: uri, token_endpoint_auth_signing_alg: alg }: Record<string, unknown>) {
  return {
    ...(jwks === undefined ? {} : { jwks }),
    ...(uri === undefined ? {} : { jwks_uri: uri }),
    ...(alg === undefined ? {} : { token_endpoint_auth_signing_alg: alg }),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
