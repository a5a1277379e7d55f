import { hash, randomBytes, randomUUID } from "node:crypto";
import type { Config } from "../../config/config.ts";
import { parseDisplayName } from "../../domain/accounts/user.ts";
import { invalidParameter } from "../../domain/errors.ts";
import { findRedirectProblem, isLoopbackRedirect } from "../../domain/oauth/redirect-uri.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";

const MAX_REDIRECT_URIS = 20;
const SECRET_BYTES = 32;

/** As it was typed. */
export interface ClientRequest {
  readonly name: string;
  readonly redirectUris: readonly string[];
  /** It can keep a secret: it runs on a server, not on people's machines. */
  readonly confidential: boolean;
}

export interface AddedClient {
  readonly id: string;
  /** Kept nowhere; absent: it needs none. */
  readonly secret?: string;
}

/**
 * Adds a client that need not register itself.
 * @throws AwarenessError `invalid_parameter` before anything is opened.
 */
export async function addClient(config: Config, deps: AppDeps, request: ClientRequest): Promise<AddedClient> {
  const name = parseDisplayName(request.name, "name");
  const redirectUris = [...new Set(request.redirectUris)];
  requireRedirects(redirectUris, config.oauthServer?.redirectUris ?? []);
  const id = randomUUID();
  const secret = request.confidential ? randomBytes(SECRET_BYTES).toString("base64url") : undefined;
  await withStore(config, deps, ({ clients }) =>
    clients.insert(
      {
        id,
        name,
        origin: "added",
        metadata: toMetadata(name, redirectUris, request.confidential),
        ...(secret === undefined ? {} : { secretHash: hash("sha256", secret, "base64url") }),
        createdAt: deps.clock.now(),
      },
      0,
    ),
  );
  return { id, ...(secret === undefined ? {} : { secret }) };
}

function requireRedirects(uris: readonly string[], ownSchemeUris: readonly string[]): void {
  if (uris.length > MAX_REDIRECT_URIS) {
    throw invalidParameter("redirect-uri", `At most ${MAX_REDIRECT_URIS} are accepted.`);
  }
  for (const uri of uris) {
    const problem = findRedirectProblem(uri, ownSchemeUris);
    if (problem !== undefined) {
      throw invalidParameter("redirect-uri", `"${uri}" will not do. ${problem}`, { value: uri });
    }
  }
}

/** RFC 7591 section 2; a client with a place on people's machines is a native one (OpenID registration, section 2). */
function toMetadata(name: string, redirectUris: readonly string[], confidential: boolean) {
  const isNative = redirectUris.some((uri) => isLoopbackRedirect(uri) || !uri.startsWith("https://"));
  return {
    client_name: name,
    redirect_uris: redirectUris,
    application_type: isNative ? "native" : "web",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: confidential ? "client_secret_basic" : "none",
  };
}
