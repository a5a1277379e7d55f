import { openKeyPair } from "../auth/key-pair.ts";
import { createKeyRing, fixedSecrets, type KeyRing, storedKeys } from "../auth/key-ring.ts";
import type { OwnTokens } from "../auth/own-issuer.ts";
import { createAccounts } from "../auth/providers/accounts.ts";
import { createProviderIssuer } from "../auth/providers/provider-issuer.ts";
import { createRevocationList } from "../auth/revocations.ts";
import { createTokenVerifier, type TokenVerifier } from "../auth/verify-token.ts";
import { AwarenessError } from "../domain/errors.ts";
import type { SessionStore } from "../domain/sessions/session-store.ts";
import { DEFAULT_LIMITS } from "../http/limits.ts";
import { createMcpRoute } from "../http/mcp-route.ts";
import { createHttpServer, type Listening } from "../http/server.ts";
import { openLateRegistry } from "../sessions/late-registry.ts";
import type { Logger } from "../telemetry/logger.ts";
import { createSweepKeysJob } from "./jobs/sweep-keys.ts";
import { createSweepJob } from "./jobs/sweep-sessions.ts";
import { announceOAuth, openOAuthServer } from "./oauth.ts";
import { affordableConnections } from "./open-files.ts";
import { openStore } from "./open-store.ts";
import { startRateLimits } from "./rate-limits.ts";
import type { ServiceParts } from "./service-parts.ts";
import { findOrMakePair, openKeyRing } from "./signing.ts";

/** How long requests in flight may take to finish after a stop is asked for. */
const GRACE_MS = 25_000;

/** A server that listens, and what is to be said about it. */
export interface StartedHttp extends Listening {
  /** Lines for the person at the terminal. */
  readonly notes: readonly string[];
}

/** Listens as configured; answers where. @throws AwarenessError when the address cannot be bound. */
export async function startHttpService(parts: ServiceParts): Promise<StartedHttp> {
  const { config, deps, version, store, runtime, closing } = parts;
  const { clock, log } = deps;
  const sessions = await openSessions(parts);
  const keys = await openKeys(parts);
  const oauth = await openOAuthServer(parts);
  const verifier = createVerifier(parts, keys, () => oauth?.tokens());
  const mcp = createMcpRoute({
    runtime,
    sessions,
    config,
    clock,
    log,
    hasEnded: async (principal) => (await verifier?.hasEnded(principal)) ?? false,
  });
  closing.defer(() => mcp.close());
  const server = createHttpServer(
    {
      config,
      log,
      clock,
      version,
      verifier,
      rateLimits: startRateLimits(parts),
      ready: () => store.check(),
      mcp: (exchange) => mcp.handle(exchange),
      endStreams: () => mcp.endStreams(),
      publishedKeys: () => keys.published(),
      oauth,
    },
    { maxConnections: findMaxConnections(parts) },
  );
  closing.defer(() => server.close(GRACE_MS));
  const listening = await server.listen();
  return { ...listening, notes: await announceOAuth(parts, oauth?.issuer()) };
}

/** Told when it is less than usual: who is refused a connection hears nothing of the reason. */
function findMaxConnections({ config, deps: { log } }: ServiceParts): number {
  const { databaseConnections, sessionDatabase, statelessHttp } = config;
  const pools = sessionDatabase !== undefined && !statelessHttp ? 2 : 1;
  const most = DEFAULT_LIMITS.maxConnections;
  const max = affordableConnections(most, pools * databaseConnections);
  if (max < most) {
    log.info({ max_connections: max }, `the limit on open files allows ${max} connections, not ${most}`);
  }
  return max;
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

/** The keys of tokens. The first key pair is made now, so that it is published before it signs. */
async function openKeys({ config, deps, store, closing }: ServiceParts): Promise<KeyRing> {
  const { clock, log } = deps;
  const sweep = createSweepKeysJob(store.keys, clock, log);
  sweep.start();
  closing.defer(() => sweep.stop());
  const { authRequired, jwtAlgorithm, sealingKey } = config;
  if (!authRequired) return createKeyRing(fixedSecrets([]), storedKeys(store.keys, clock));
  if (jwtAlgorithm !== "HS256") {
    await findOrMakePair(store.keys, jwtAlgorithm, { sealingKey, clock })
      .then((key) => openKeyPair(key, sealingKey))
      .catch((error: unknown) => warnOfSigning(error, log));
  }
  return openKeyRing(config, store, clock);
}

/** Tokens that are there need the public keys only. */
function warnOfSigning(error: unknown, log: Logger): void {
  if (error instanceof AwarenessError) {
    log.warn(`No new token can be signed; tokens that are there stay valid. ${error.message}`);
  } else log.warn({ err: error }, "no signing key could be made; the first token makes one");
}

/** Of own tokens and those of the configured identity providers; nothing where no request is asked for one. */
function createVerifier(
  { config, deps, store }: ServiceParts,
  keys: KeyRing,
  builtIn: () => OwnTokens | undefined,
): TokenVerifier | undefined {
  if (!config.authRequired) return undefined;
  const { clock, log } = deps;
  const { tokens, denials, grants } = store;
  const { isRevoked } = createRevocationList({
    tokens,
    denials,
    clock,
    ...(config.oauthServer === undefined ? {} : { grants }),
  });
  const accounts = createAccounts({ identities: store.identities, clock });
  const providers = config.oauthProviders.map((settings) =>
    createProviderIssuer({ settings, accounts, clock, log, isDenied: isRevoked }),
  );
  return createTokenVerifier({ keys, clock, isRevoked, providers, builtIn });
}
