import { createAccounts } from "../auth/providers/accounts.ts";
import { createProviderIssuer } from "../auth/providers/provider-issuer.ts";
import { createRevocationList, type RevocationList } from "../auth/revocations.ts";
import { loadOrCreateSecret } from "../auth/signing-secret.ts";
import { createTokenVerifier, type TokenVerifier } from "../auth/verify-token.ts";
import type { SessionStore } from "../domain/sessions/session-store.ts";
import { createMcpRoute } from "../http/mcp-route.ts";
import { createHttpServer } from "../http/server.ts";
import { openLateRegistry } from "../sessions/late-registry.ts";
import { createSweepJob } from "./jobs/sweep-sessions.ts";
import { openStore } from "./open-store.ts";
import type { ServiceParts } from "./service-parts.ts";

/** How long requests in flight may take to finish after a stop is asked for. */
const GRACE_MS = 25_000;

/** Listens as configured; answers the URL of the MCP endpoint. @throws AwarenessError when the address cannot be bound. */
export async function startHttpService(parts: ServiceParts): Promise<string> {
  const { config, deps, version, store, runtime, closing } = parts;
  const { clock, log } = deps;
  const sessions = await openSessions(parts);
  const revocations = createRevocationList({ tokens: store.tokens, clock });
  const verifier = await createVerifier(parts, revocations);
  const mcp = createMcpRoute({
    runtime,
    sessions,
    config,
    clock,
    log,
    isRevoked: (tokenId) => revocations.isRevoked(tokenId),
  });
  closing.defer(() => mcp.close());
  const server = createHttpServer({
    config,
    log,
    clock,
    version,
    verifier,
    ready: () => store.check(),
    mcp: (exchange) => mcp.handle(exchange),
    endStreams: () => mcp.endStreams(),
  });
  closing.defer(() => server.close(GRACE_MS));
  const { url } = await server.listen();
  return url;
}

async function openSessions({ config, deps, store, closing }: ServiceParts): Promise<SessionStore> {
  const { clock, log } = deps;
  let sessions = store.sessions;
  if (config.sessionDatabase !== undefined && !config.statelessHttp) {
    const { sessionDatabase } = config;
    const separate = await openLateRegistry({ open: () => openStore(sessionDatabase, config, deps), log });
    closing.defer(() => separate.close());
    sessions = separate.sessions;
  }
  const sweep = createSweepJob(sessions, clock, log);
  sweep.start();
  closing.defer(() => sweep.stop());
  return sessions;
}

async function createVerifier(
  { config, deps, store }: ServiceParts,
  { isRevoked }: RevocationList,
): Promise<TokenVerifier | undefined> {
  if (!config.authRequired) return undefined;
  const { clock, log } = deps;
  const accounts = createAccounts({ identities: store.identities, clock });
  const providers = config.oauthProviders.map((settings) =>
    createProviderIssuer({ settings, accounts, clock, log }),
  );
  const secret = config.jwtSecret ?? (await loadOrCreateSecret(config.dataDir));
  return createTokenVerifier({ secret, clock, isRevoked, providers });
}
