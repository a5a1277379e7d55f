import { hash } from "node:crypto";
import type { Logger } from "../../telemetry/logger.ts";
import type { Exchange, Middleware, Reply } from "../exchange.ts";
import { HEALTH_PATH, READY_PATH, toLogPath } from "../paths.ts";

/** One line per request; those of probes only at debug. Holds no query, header, token or content. */
export const accessLog = (log: Logger): Middleware =>
  async function accessLog(exchange, next) {
    const startedAt = performance.now();
    const reply = await next();
    const isProbe = exchange.path === HEALTH_PATH || exchange.path === READY_PATH;
    const level = isProbe ? "debug" : "info";
    if (log.isLevelEnabled(level)) log[level](describe(exchange, reply, startedAt), "request");
    return reply;
  };

function describe(exchange: Exchange, reply: Reply, startedAt: number): object {
  const { requestId, method, path, access, principal } = exchange;
  return {
    request_id: requestId,
    method,
    path: toLogPath(path),
    status: reply.status,
    ms: Math.round((performance.now() - startedAt) * 100) / 100,
    rpcMethod: access.rpcMethod?.slice(0, 64),
    tool: access.tool?.slice(0, 64),
    era: access.era,
    refusal: access.refusal,
    owner: principal === undefined ? undefined : hash("sha256", principal.owner).slice(0, 12),
  };
}
