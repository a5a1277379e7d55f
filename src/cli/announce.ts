import { existsSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config/config.ts";
import type { Environment, Flags } from "../config/given.ts";

export interface Announcement {
  /** The MCP endpoint, as clients reach it. */
  readonly url: string;
  readonly config: Config;
  readonly flags: Flags;
  readonly env: Environment;
  readonly packageRoot: string;
}

/** Three lines: where to connect, where the data lies, how to get a token. */
export function announce(about: Announcement): readonly string[] {
  const { url, config } = about;
  const token = config.authRequired
    ? tokenCommandLine(about)
    : "none needed: AWARENESS_AUTH_REQUIRED is false";
  return [`Connector URL:  ${url}`, `Data:           ${config.database.path}`, `Token:          ${token}`];
}

/** The command that mints a token this server accepts, for a shell without this process's settings. */
function tokenCommandLine({ config, flags, env, packageRoot }: Announcement): string {
  const settings = ["AWARENESS_DATA_DIR", "AWARENESS_DATABASE_URL"]
    .filter((name) => env[name] !== undefined && env[name] !== "")
    .filter((name) => !(name === "AWARENESS_DATABASE_URL" && flags.database !== undefined))
    .map((name) => `${name}=${quote(env[name] ?? "")} `);
  const database = flags.database === undefined ? "" : ` --database ${quote(flags.database)}`;
  return `${settings.join("")}${programName(packageRoot)} token --user ${quote(config.defaultOwner)}${database}`;
}

/** As a person calls it: from a checkout or a project through npx, from the registry by the package's name. */
export function programName(packageRoot: string): string {
  if (packageRoot.includes(`${path.sep}_npx${path.sep}`)) return "npx awareness-mcp";
  const isCheckout = existsSync(path.join(packageRoot, "src"));
  const isProject = packageRoot.startsWith(path.join(process.cwd(), "node_modules"));
  return isCheckout || isProject ? "npx awareness" : "awareness";
}

export function quote(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
