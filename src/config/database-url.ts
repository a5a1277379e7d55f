import path from "node:path";
import { fileURLToPath } from "node:url";
import type { DatabaseTarget, PostgresTarget } from "./config.ts";
import { ConfigError } from "./config-error.ts";

/** Where relative paths and `~` lead. */
export interface Folders {
  readonly cwd: string;
  readonly home: string;
}

const POSTGRES = /^postgres(ql)?(\+\w+)?:/i;
const LIBPQ = /^\s*(host|hostaddr|port|dbname|user|password|sslmode|service|passfile)\s*=/i;

/** Absolute form of a path; `~` and `~/…` start at the home folder. */
export function resolvePath(text: string, { cwd, home }: Folders): string {
  const expanded = text === "~" || /^~[/\\]/.test(text) ? path.join(home, text.slice(1)) : text;
  return path.resolve(cwd, expanded);
}

/**
 * Reads `sqlite:PATH`, `file:PATH`, `postgres://…` or libpq's `key=value` form. A value is never repeated: it may carry a
 * password.
 * @throws ConfigError for everything else.
 */
export function parseDatabaseUrl(
  name: string,
  text: string,
  folders: Folders,
  usage: boolean,
): DatabaseTarget {
  const postgres = postgresUrl(text.trim());
  if (postgres === WRONG) {
    throw new ConfigError(
      `${name} is not a Postgres URL with a database; accepted: postgres://USER:PASSWORD@HOST:5432/DATABASE, with %XX for the special characters of a password.`,
      usage,
    );
  }
  if (postgres !== undefined) return { kind: "postgres", url: postgres };
  const file = sqlitePath(text);
  if (file === undefined) {
    throw new ConfigError(
      `${name} is no database of a kind that is known here; accepted: sqlite:PATH, file:PATH or postgres://USER:PASSWORD@HOST/DATABASE.`,
      usage,
    );
  }
  return { kind: "sqlite", path: file === ":memory:" ? file : resolvePath(file, folders) };
}

const WRONG = Symbol("not a database on a server");

/** A driver that other programs name in the scheme is left out. */
function postgresUrl(text: string): string | typeof WRONG | undefined {
  if (LIBPQ.test(text)) return readPairs(text) === undefined ? WRONG : text;
  if (!POSTGRES.test(text)) return undefined;
  const url = text.replace(/^(postgres(?:ql)?)\+\w+:/i, "$1:");
  return readUrl(url) === undefined ? WRONG : url;
}

/**
 * `undefined` when no database is named, or when a part of a password with unescaped characters would be taken for something
 * else, and shown. The host may be missing, as it is where a socket is named among the options.
 */
function readUrl(text: string): URL | undefined {
  const url = text.replace(/^(postgres(?:ql)?:\/\/[^/@]*@)\//i, "$1localhost/");
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return /^\/[^/@:]+$/.test(parsed.pathname) && parsed.hash === "" ? parsed : undefined;
}

const PAIR = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s']\S*)?)/gy;

/** libpq's pairs by name; `undefined` for text that is something else. */
function readPairs(text: string): ReadonlyMap<string, string> | undefined {
  const found = [...text.matchAll(PAIR)];
  const end = found.reduce((sum, [pair]) => sum + pair.length, 0);
  if (text.slice(end).trim() !== "") return undefined;
  return new Map(found.map(([, name = "", quoted, plain = ""]) => [name, quoted ?? plain]));
}

/** As it may be shown: without user, password and options. */
export function describeDatabase(target: DatabaseTarget): string {
  if (target.kind === "sqlite") return target.path;
  const url = readUrl(target.url);
  if (url !== undefined) {
    const host = url.searchParams.get("host") ?? (url.host || "localhost");
    return `postgres://${host}${url.pathname}`;
  }
  const pairs = readPairs(target.url);
  const port = pairs?.get("port");
  const host = pairs?.get("host") ?? pairs?.get("hostaddr") ?? "localhost";
  return `postgres://${host}${port === undefined ? "" : `:${port}`}/${pairs?.get("dbname") ?? ""}`;
}

/** The same database for another user. */
export function withUser({ url }: PostgresTarget, user: string, password: string): string {
  const parsed = readUrl(url);
  if (parsed === undefined) {
    const others = [...(readPairs(url) ?? [])].filter(([name]) => !IDENTITY.includes(name));
    const identity = [user, password].map((text) => text.replaceAll(/['\\]/g, "\\$&"));
    const pairs = [["user", identity[0]], ["password", identity[1]], ...others];
    return pairs.map(([name, value]) => `${name}='${value}'`).join(" ");
  }
  for (const name of IDENTITY) parsed.searchParams.delete(name);
  parsed.username = encodeURIComponent(user);
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

const IDENTITY: readonly string[] = ["user", "password", "passfile"];

function sqlitePath(text: string): string | undefined {
  const [, scheme, rest] = /^(sqlite|file):(.+)$/is.exec(text.trim()) ?? [];
  if (scheme === undefined || rest === undefined || rest.includes("\0")) return undefined;
  // What follows a question mark would be options elsewhere: better refused than taken for a part of the name.
  if (scheme.toLowerCase() === "sqlite") return rest.includes("?") ? undefined : rest;
  if (rest.includes("?") || rest.includes("#")) return undefined;
  if (!rest.startsWith("//")) return rest;
  try {
    return fileURLToPath(`file:${rest}`);
  } catch {
    return undefined;
  }
}
