import { hash, timingSafeEqual } from "node:crypto";
import type {
  Configuration,
  JWK,
  Provider,
  AsymmetricSigningAlgorithm as SigningAlgorithm,
} from "oidc-provider";
import type { PrivateJwk } from "../../auth/key-pair.ts";
import type { Clock } from "../../domain/clock.ts";
import type { OAuthServerSettings } from "../../domain/oauth/server-settings.ts";
import type { OwnerId } from "../../domain/owner.ts";
import type { Store } from "../../domain/store.ts";
import { OFFERED_SCOPES } from "../../http/challenge.ts";
import type { Logger } from "../../telemetry/logger.ts";
import type { OAuthAddress } from "./address.ts";
import type { CallNotes } from "./call-notes.ts";
import { createClientAdapter } from "./client-adapter.ts";
import { createLibraryFetch, type FetchPublic, isDocumentUrl } from "./client-documents.ts";
import { makeClientId } from "./client-id.ts";
import { cookieNames } from "./cookies.ts";
import { createGrantAdapter } from "./grant-adapter.ts";
import type { OAuthLibrary } from "./library.ts";
import { LIFETIMES } from "./lifetimes.ts";
import { createRecordAdapter } from "./record-adapter.ts";
import { AUTHORIZE_PATH, interactionPath, PROVIDER_ROUTES } from "./routes.ts";
import { findGrantOf } from "./running-request.ts";

export interface ProviderParts {
  readonly library: OAuthLibrary;
  readonly address: OAuthAddress;
  readonly settings: OAuthServerSettings;
  readonly store: Pick<Store, "clients" | "grants" | "oauthRecords" | "users">;
  readonly clock: Clock;
  readonly fetchJson: FetchPublic;
  readonly log: Logger;
  readonly notes: CallNotes;
  /** Whether one more document may be fetched for somebody at this address now. */
  mayFetch(remoteAddress: string): Promise<boolean>;
  /** Fills the page of an error that cannot be sent back to the client. */
  renderError(context: ErrorContext, code: string): void;
}

const KINDS = {
  Session: "session",
  Interaction: "interaction",
  AuthorizationCode: "code",
  RefreshToken: "refresh",
  ReplayDetection: "assertion",
} as const;

interface FetchContext {
  readonly req: { readonly socket: { readonly remoteAddress?: string } };
}

/** The part of the library's context that an error page needs. */
export interface ErrorContext {
  body: unknown;
  set(headers: Readonly<Record<string, string>>): void;
}

/** The OAuth protocol: oidc-provider with our storage, our keys, and everything switched off that is not needed. */
export function createProvider(parts: ProviderParts, key: PrivateJwk): Provider {
  const { library, address } = parts;
  const provider = new library.Provider(address.issuer, toConfiguration(parts, key));
  // It would print what it cannot handle; that is told by the event.
  provider.silent = true;
  provider.on("server_error", (_context, error) =>
    parts.log.error({ err: error }, "the OAuth server failed"),
  );
  // Of secrets only digests are kept.
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    const expected = (this as unknown as { readonly clientSecret: string }).clientSecret;
    return isSameText(hash("sha256", actual, "base64url"), expected);
  };
  return provider;
}

function isSameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function toConfiguration(parts: ProviderParts, key: PrivateJwk): Configuration {
  const { address, settings, store, fetchJson } = parts;
  const secure = address.isHttps;
  const cookie = { httpOnly: true, sameSite: "lax", secure, path: "/", signed: false } as const;
  return {
    adapter: (name: string) => createAdapter(parts, name),
    jwks: { keys: [key as JWK] },
    routes: PROVIDER_ROUTES,
    responseTypes: ["code"],
    scopes: ["openid", "offline_access"],
    clientAuthMethods: ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
    clientDefaults: { id_token_signed_response_alg: key.alg as SigningAlgorithm },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed("refresh_token"),
    expiresWithSession: async () => false,
    cookies: {
      names: cookieNames(address),
      long: cookie,
      // The library gives the one for coming back a path of its own.
      short: cookie,
    },
    ttl: toLifetimes(),
    findAccount: async (_ctx, id) => {
      const user = await store.users.find(id as OwnerId);
      return user === undefined ? undefined : { accountId: id, claims: async () => ({ sub: id }) };
    },
    loadExistingGrant: (ctx) => findGrantOf(ctx, store.grants, parts.clock),
    extraTokenClaims: async (_ctx, token) => toClaims(parts, token as { readonly grantId?: string }),
    interactions: {
      url: (_ctx, interaction) => `${address.basePath}${interactionPath(interaction.uid)}`,
      policy: parts.library.basePolicy(),
    },
    clientBasedCORS: () => true,
    renderError: async (ctx, out) => parts.renderError(ctx, out.error),
    fetch: createLibraryFetch({
      fetchJson,
      redirectUris: settings.redirectUris,
      clock: parts.clock,
    }) as never,
    features: toFeatures(parts, key),
  };
}

function createAdapter(parts: ProviderParts, name: string) {
  const { store, clock, library, address } = parts;
  if (name === "Client") return createClientAdapter(store.clients, clock, library.errors);
  if (name === "Grant") return createGrantAdapter(store.grants, clock);
  return createRecordAdapter({
    kind: KINDS[name as keyof typeof KINDS] ?? "assertion",
    records: store.oauthRecords,
    grants: store.grants,
    clock,
    errors: library.errors,
    notes: parts.notes,
    returnTo: (id) => `${address.issuer}${AUTHORIZE_PATH}/${id}`,
  });
}

function toLifetimes(): Configuration["ttl"] {
  return {
    AccessToken: LIFETIMES.accessToken,
    AuthorizationCode: LIFETIMES.code,
    Grant: LIFETIMES.grant,
    IdToken: LIFETIMES.accessToken,
    Interaction: (_ctx, { session }) =>
      session?.accountId === undefined ? LIFETIMES.signIn : LIFETIMES.decision,
    RefreshToken: LIFETIMES.idle,
    Session: LIFETIMES.session,
  };
}

/** What our resource server reads beside the usual claims: the grant, and the sources that it is limited to. */
async function toClaims({ library, store }: ProviderParts, { grantId }: { readonly grantId?: string }) {
  const grant = grantId === undefined ? undefined : await store.grants.find(grantId);
  // A token without its limits must not leave.
  if (grant === undefined) throw new library.errors.InvalidGrant("grant not found");
  return { grant: grant.id, ...(grant.sources === undefined ? {} : { sources: [...grant.sources] }) };
}

function toFeatures(parts: ProviderParts, key: PrivateJwk): Configuration["features"] {
  const { address, settings, library } = parts;
  const off = { enabled: false };
  return {
    devInteractions: off,
    dPoP: off,
    userinfo: off,
    rpInitiatedLogout: off,
    pushedAuthorizationRequests: off,
    claimsParameter: off,
    revocation: { enabled: true },
    registration: {
      enabled: settings.registration,
      issueRegistrationAccessToken: false,
      idFactory: (ctx) => makeClientId((ctx.oidc.body as Record<string, unknown> | undefined)?.client_name),
    },
    clientIdMetadataDocument: {
      enabled: true,
      ack: "draft-02",
      // A page of ours, which has no context, goes on with a request that was counted when it began.
      allowFetch: async (ctx: FetchContext | undefined, id: string) =>
        isDocumentUrl(id, settings.clientHosts) &&
        (ctx === undefined || parts.mayFetch(ctx.req.socket.remoteAddress ?? "")),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (_ctx, _client, oneOf) => oneOf ?? address.resource,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (_ctx, resource) => {
        if (resource !== address.resource) throw new library.errors.InvalidTarget("unknown resource");
        return {
          scope: OFFERED_SCOPES.join(" "),
          audience: address.resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: LIFETIMES.accessToken,
          jwt: { sign: { alg: key.alg as SigningAlgorithm, kid: key.kid } },
        };
      },
    },
  } as Configuration["features"];
}
