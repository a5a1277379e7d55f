import { existsSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config/config.ts";
import { describeDatabase } from "../config/database-url.ts";
import type { Environment, Flags } from "../config/given.ts";

export interface Announcement {
  /** The MCP endpoint, as clients reach it. */
  readonly url: string;
  /** The same from this machine, which a tunnel or proxy forwards to. */
  readonly localUrl?: string | undefined;
  readonly config: Config;
  readonly flags: Flags;
  readonly env: Environment;
  readonly packageRoot: string;
}

/** A few lines: where to connect, where the data lies, how to get a token. */
export function announce(about: Announcement): readonly string[] {
  const { url, localUrl, config } = about;
  const token = config.authRequired
    ? tokenCommandLine(about)
    : "none needed: AWARENESS_AUTH_REQUIRED is false";
  const data = describeDatabase(config.database);
  const isBehind = localUrl !== undefined && localUrl !== url;
  const local = isBehind ? [`On this machine: ${localUrl}`] : [];
  return [`Connector URL:  ${url}`, ...local, `Data:           ${data}`, `Token:          ${token}`];
}

/**
 * The command that mints a token this server accepts, for any folder of a shell without this process's settings; secrets
 * that stand in its environment are named, for whoever has them there as well.
 */
function tokenCommandLine({ config, flags, env, packageRoot }: Announcement): string {
  const isSet = (name: string) => env[name] !== undefined && env[name] !== "";
  const settings = [
    ...(isSet("AWARENESS_DATA_DIR") ? [`AWARENESS_DATA_DIR=${quote(config.dataDir)} `] : []),
    ...(config.jwtAlgorithm === "HS256" ? [] : [`AWARENESS_JWT_ALGORITHM=${config.jwtAlgorithm} `]),
    ...KEY_FILES.filter(isSet).map((name) => `${name}=${quote(path.resolve(env[name] ?? ""))} `),
    ...databaseSetting(config, flags, env),
  ];
  const fromEnvironment = [
    ...(config.database.kind === "postgres" && flags.database === undefined
      ? ["AWARENESS_DATABASE_URL"]
      : []),
    "AWARENESS_JWT_SECRET",
    "AWARENESS_KEY",
  ].filter(isSet);
  const same = fromEnvironment.length === 0 ? "" : ` (with the same ${fromEnvironment.join(" and ")})`;
  const isElsewhere = ["AWARENESS_DATABASE_URL", DATABASE_FILE].some(isSet) || flags.database !== undefined;
  const database =
    isElsewhere && config.database.kind === "sqlite"
      ? ` --database ${quote(`sqlite:${config.database.path}`)}`
      : "";
  return `${settings.join("")}${programName(packageRoot)} token --user ${quote(config.defaultOwner)}${database}${same}`;
}

const KEY_FILES = ["AWARENESS_JWT_SECRET_FILE", "AWARENESS_KEY_FILE"];
const DATABASE_FILE = "AWARENESS_DATABASE_URL_FILE";

/** The URL of a server may hold a password, and is not repeated. */
function databaseSetting({ database }: Config, flags: Flags, env: Environment): readonly string[] {
  if (database.kind === "sqlite") return [];
  if (flags.database !== undefined) return ["AWARENESS_DATABASE_URL=... "];
  const file = env[DATABASE_FILE] ?? "";
  return file === "" ? [] : [`${DATABASE_FILE}=${quote(path.resolve(file))} `];
}

/** As a person calls it: from a checkout or a project through npx, from the registry by the package's name. */
export function programName(packageRoot: string): string {
  if (packageRoot.includes(`${path.sep}_npx${path.sep}`)) return "npx awareness-mcp";
  if (packageRoot === process.cwd()) return "npx awareness";
  // Without the prefix npx would fetch another package of that name.
  if (existsSync(path.join(packageRoot, "src"))) return `npx --prefix ${quote(packageRoot)} awareness`;
  return packageRoot.startsWith(path.join(process.cwd(), "node_modules")) ? "npx awareness" : "awareness";
}

export function quote(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
