import { hash } from "node:crypto";
import type { Clock } from "../../domain/clock.ts";
import { JsonGuardError, parseJson } from "../../domain/json-guard.ts";
import type { RateLimitStore } from "../../domain/rate-limits/rate-limit-store.ts";
import { networkOf } from "../../http/client-address.ts";
import { type Exchange, jsonReply, type Reply } from "../../http/exchange.ts";
import { MetadataError, toClientMetadata } from "./client-metadata.ts";
import type { Protocol } from "./protocol.ts";

export interface RegisterEndpointParts {
  readonly protocol: Protocol;
  readonly rateLimits: Pick<RateLimitStore, "take">;
  readonly redirectUris: readonly string[];
  readonly clock: Clock;
}

const MAX_BYTES = 16 * 1024;
const MAX_DEPTH = 8;
/** Registrations of one network: this many at once, and one more every 36 s. */
const BURST = 100;
const INTERVAL_US = 36_000_000;
/** When those of others may have made room. */
const CROWDED_RETRY_SECONDS = 600;

/** Lets clients register themselves (RFC 7591 section 3). */
export function createRegisterEndpoint(parts: RegisterEndpointParts): (exchange: Exchange) => Promise<Reply> {
  const { protocol, rateLimits, redirectUris, clock } = parts;

  async function takeTurn(remoteAddress: string): Promise<number> {
    const name = `oauth-register:${hash("sha256", networkOf(remoteAddress), "base64url")}`;
    const nowUs = clock.now() * 1000;
    const taken = await rateLimits.take({ name, want: 1, burst: BURST, intervalUs: INTERVAL_US, nowUs });
    return taken.granted > 0 ? 0 : taken.retryMs;
  }

  return async function register(exchange) {
    const waitMs = await takeTurn(exchange.remoteAddress);
    if (waitMs > 0) return tooMany(waitMs);
    const given = readMetadata(await exchange.readBody());
    if (given === undefined) return refuse("invalid_client_metadata", "Send a JSON object of at most 16 KB");
    try {
      const metadata = toClientMetadata(given, { from: "registered", redirectUris });
      const body = Buffer.from(JSON.stringify(metadata), "utf8");
      const call = { url: exchange.path, body, contentType: "application/json" };
      const reply = await protocol.call(exchange, call);
      if (reply.status !== 503) return reply;
      return { ...reply, headers: { ...reply.headers, "retry-after": String(CROWDED_RETRY_SECONDS) } };
    } catch (error) {
      if (error instanceof MetadataError) return refuse(error.code, error.message);
      throw error;
    }
  };
}

function readMetadata(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (body.length > MAX_BYTES) return undefined;
  try {
    const json = parseJson(body, { maxDepth: MAX_DEPTH });
    const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
    return isObject ? (json as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof JsonGuardError) return undefined;
    throw error;
  }
}

function refuse(error: string, description: string): Reply {
  const body = { error, error_description: description };
  return jsonReply(400, body, { "access-control-allow-origin": "*" });
}

function tooMany(waitMs: number): Reply {
  const body = {
    error: "temporarily_unavailable",
    error_description: "Too many registrations from this network; try again later",
  };
  const headers = { "retry-after": String(Math.ceil(waitMs / 1000)), "access-control-allow-origin": "*" };
  return jsonReply(429, body, headers);
}
