import type { PrivateJwk } from "../auth/key-pair.ts";
import type { OwnTokens } from "../auth/own-issuer.ts";
import type { Clock } from "../domain/clock.ts";
import type { OAuthServerSettings } from "../domain/oauth/server-settings.ts";
import type { Store } from "../domain/store.ts";
import type { FindRoute } from "../http/routes.ts";
import type { OAuthRoutes } from "../http/server.ts";
import type { Logger } from "../telemetry/logger.ts";
import { createPeople } from "./people/create-people.ts";
import { type OAuthAddress, toOAuthAddress } from "./server/address.ts";
import { createCallNotes } from "./server/call-notes.ts";
import { createFetchPublic, type FetchPublic } from "./server/client-documents.ts";
import { loadLibrary, type OAuthLibrary } from "./server/library.ts";
import { createProtocol } from "./server/protocol.ts";
import { createProtocolRoutes } from "./server/protocol-routes.ts";
import { createProvider, type ProviderParts } from "./server/provider.ts";
import { createProviderSource } from "./server/provider-source.ts";
import { createRequestLimits } from "./server/request-limits.ts";
import { createErrorPage } from "./web/error-page.ts";
import { createPageRoutes } from "./web/page-routes.ts";

export interface OAuthServerParts {
  readonly settings: OAuthServerSettings;
  readonly mountPath: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** The key that signs now. @throws AwarenessError `unavailable` when it cannot be opened. */
  loadKey(): Promise<PrivateJwk>;
  /** The host's time zone, for accounts that are made here (IANA). */
  readonly timeZone: string;
  /** How documents of clients are fetched; from public addresses over https when left out. */
  readonly fetchJson?: FetchPublic | undefined;
}

/** An OAuth server on the listener of the MCP endpoint. */
export interface OAuthServer extends OAuthRoutes {
  /** What its tokens say of themselves; `undefined` before `start`. */
  tokens(): OwnTokens | undefined;
}

/**
 * Puts the OAuth server together; it answers once `start` has told it its address.
 * @throws AwarenessError `unavailable` on a Node that is too old for it.
 */
export async function createOAuthServer(parts: OAuthServerParts): Promise<OAuthServer> {
  const library = await loadLibrary();
  let tokens: OwnTokens | undefined;
  let routes: FindRoute = () => undefined;
  return {
    findRoute: (path) => routes(path),
    issuer: () => tokens?.issuer,
    tokens: () => tokens,
    start(base) {
      const address = toOAuthAddress(base, parts.mountPath);
      // What a client was given can be taken back, and says what it is: never everything for want of a word.
      const requiredClaims = ["grant", "scope", "client_id"];
      tokens = { issuer: address.issuer, audience: address.resource, requiredClaims };
      routes = createRoutes(parts, library, address);
    },
  };
}

function createRoutes(parts: OAuthServerParts, library: OAuthLibrary, address: OAuthAddress): FindRoute {
  const { store, clock, log, settings, fetchJson = createFetchPublic() } = parts;
  const limits = createRequestLimits({ store: store.rateLimits, clock, log });
  const notes = createCallNotes();
  const providerParts: ProviderParts = {
    library,
    address,
    settings,
    store,
    clock,
    log,
    fetchJson,
    notes,
    mayFetch: limits.mayFetch,
    renderError: createErrorPage(address),
  };
  const source = createProviderSource({
    loadKey: () => parts.loadKey(),
    build: (key) => createProvider(providerParts, key),
    clock,
  });
  const protocol = createProtocol({ source, address, notes });
  const ofProtocol = createProtocolRoutes({ protocol, address, settings, store, clock, limits });
  const people = createPeople({ address, store, clock, timeZone: parts.timeZone });
  const ofPages = createPageRoutes({ address, protocol, store, clock, ...people }, { log, limits });
  return (path) => ofProtocol(path) ?? ofPages(path);
}
