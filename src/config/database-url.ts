import path from "node:path";
import { fileURLToPath } from "node:url";
import type { DatabaseTarget } from "./config.ts";
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
 * Reads `sqlite:PATH` or `file:PATH`. A value is never repeated in full: it may carry a password.
 * @throws ConfigError for everything else.
 */
export function parseDatabaseUrl(
  name: string,
  text: string,
  folders: Folders,
  usage: boolean,
): DatabaseTarget {
  if (POSTGRES.test(text) || LIBPQ.test(text)) {
    throw new ConfigError(
      `${name} names a Postgres database; Postgres support is not in this version, use sqlite:PATH.`,
      usage,
    );
  }
  const file = sqlitePath(text);
  if (file === undefined) {
    throw new ConfigError(`${name} is "${withoutSecrets(text)}"; accepted: sqlite:PATH or file:PATH.`, usage);
  }
  return { kind: "sqlite", path: file === ":memory:" ? file : resolvePath(file, folders) };
}

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

function withoutSecrets(text: string): string {
  return /[@=?]/.test(text) ? `${text.split(/[:@=?]/)[0] ?? ""}…` : text;
}
