import pg from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import type { Logger } from "../../telemetry/logger.ts";
import { unavailable } from "./errors.ts";

export interface PoolOptions {
  /** `postgres://…`, `postgresql://…`, or libpq's `key=value` form. */
  readonly url: string;
  readonly log: Logger;
  /** Most connections at once. */
  readonly max: number;
}

/** How long a request waits for a connection, ms. */
const CHECKOUT_MS = 1_400;
const IDLE_MS = 30_000;
/** A connection is replaced after so many uses, so that what a server keeps for it does not grow for ever. */
const MAX_USES = 100_000;

/** Counts and times are 64 bits wide in the database and never reach 2^53. */
const NUMBERS: readonly number[] = [pg.types.builtins.INT8, pg.types.builtins.NUMERIC];

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    NUMBERS.includes(oid) ? Number : pg.types.getTypeParser(oid, format as "text"),
};

/**
 * Connections to one server, made when they are needed. Every one of them has a listener for errors of its own: without
 * one, a server that goes away ends the process (pg removes the pool's listener while a connection is in use).
 */
export function createPool({ url, log, max }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...parseConnection(url),
    max,
    types,
    pipeline: true,
    connectionTimeoutMillis: CHECKOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    maxUses: MAX_USES,
    keepAlive: true,
    application_name: "awareness",
    allowExitOnIdle: true,
  } as pg.PoolConfig);
  pool.on("error", (error) => log.warn(describeLoss(error), "an idle connection to the database was lost"));
  pool.on("connect", (client) => {
    client.on("error", (error) => log.debug(describeLoss(error), "a connection to the database was lost"));
  });
  return pool;
}

/** Without the connection itself, which hangs on the error, with the key by which its queries can be cancelled. */
function describeLoss(error: Error): { readonly reason: string } {
  return { reason: error.message };
}

/** @throws AwarenessError `unavailable` (`refused`) for text that names no database. */
export function parseConnection(url: string): pg.ClientConfig {
  try {
    return /^postgres(ql)?:/i.test(url) ? parseIntoClientConfig(nameMode(url)) : fromKeywords(url);
  } catch (error) {
    if (error instanceof Error && "path" in error) {
      const message = "A certificate or key that the URL of the database names cannot be read.";
      throw unavailable("refused", message, { cause: error });
    }
    throw unavailable(
      "refused",
      "AWARENESS_DATABASE_URL is not a Postgres URL. Write postgres://user:password@host:5432/database.",
      { cause: error },
    );
  }
}

/** The driver takes these modes for `verify-full`, with a warning of many lines that nobody asked for. */
function nameMode(url: string): string {
  return /[?&]uselibpqcompat=true/i.test(url)
    ? url
    : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/i, "$1verify-full");
}

const KEYWORDS: Readonly<Record<string, string>> = {
  host: "host",
  hostaddr: "host",
  port: "port",
  dbname: "database",
  user: "user",
  password: "password",
  application_name: "application_name",
};
const PAIR = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S*))/gy;

/** libpq's form (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING); `sslmode` as in a URL. */
function fromKeywords(text: string): pg.ClientConfig {
  const found: Record<string, string> = {};
  let end = 0;
  for (const [pair, name, quoted, plain] of text.matchAll(PAIR)) {
    found[name as string] = (quoted ?? plain ?? "").replaceAll(/\\(.)/g, "$1");
    end += pair.length;
  }
  if (text.slice(end).trim() !== "") throw new Error("not a list of keywords and values");
  const ssl = Object.entries(found).filter(([name]) => name.startsWith("ssl"));
  const query = new URLSearchParams(ssl).toString();
  const base: pg.ClientConfig =
    ssl.length > 0 ? { ssl: parseIntoClientConfig(nameMode(`postgres://h/d?${query}`)).ssl } : {};
  const named = Object.entries(KEYWORDS)
    .filter(([name]) => found[name] !== undefined)
    .map(([name, option]) => [option, name === "port" ? Number(found[name]) : found[name]]);
  return { ...base, ...Object.fromEntries(named) };
}
