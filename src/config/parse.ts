import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Config } from "./config.ts";
import { ConfigError } from "./config-error.ts";
import { type Folders, parseDatabaseUrl, resolvePath } from "./database-url.ts";
import { readEmbedding } from "./embedding.ts";
import { collectGiven, type Environment, type Flags, type Given, wrongValue } from "./given.ts";
import { isLoopback, withHosts } from "./hosts.ts";
import { readKeys } from "./keys.ts";
import { readProviders } from "./oauth.ts";
import { readOAuthServer } from "./oauth-server.ts";
import { chooseSecret, databaseUrlRule, type ReadFile } from "./secret-file.ts";
import { isOwnerName } from "./value-types.ts";
import { VARIABLE_NAMES, type Values, type VariableName, variables } from "./variables.ts";

/** The machine, as far as defaults and paths depend on it. */
export interface Platform extends Folders {
  readonly userName: string;
  /** The user data folder when no variable names another. */
  readonly dataDir: string;
  readonly readFile: ReadFile;
}

/** Where a value came from. */
type Origin = (name: VariableName) => Given;

/**
 * Turns environment and flags into the frozen configuration; a flag beats its variable, a variable its default.
 * Reads nothing but the files that `*_FILE` variables name.
 * @throws ConfigError naming the first variable or flag that is wrong.
 */
export function parseConfig(env: Environment, flags: Flags, platform: Platform): Config {
  const given = collectGiven(env, flags);
  const origin: Origin = (name) => given.get(name) ?? { text: "", from: name, usage: false };
  return assemble(readValues(given), origin, platform);
}

/** What is set, checked, and the fallback of everything else. @throws ConfigError naming the first that is wrong. */
function readValues(given: ReadonlyMap<string, Given>): Values {
  const values = VARIABLE_NAMES.map((name) => {
    const found = given.get(name);
    const { schema, fallback } = variables[name];
    if (found === undefined) return [name, fallback];
    const result = schema().safeParse(found.text);
    if (!result.success) throw wrongValue(found, name, result.error.issues[0]);
    return [name, result.data];
  });
  return Object.fromEntries(values);
}

function assemble(values: Values, origin: Origin, platform: Platform): Config {
  refuseOpenServer(values, origin);
  const named = values.AWARENESS_DATA_DIR;
  const dataDir = named === undefined ? platform.dataDir : resolvePath(named, platform);
  const database = databaseAt("AWARENESS_DATABASE_URL", values, origin, platform) ?? {
    kind: "sqlite",
    path: path.join(dataDir, "awareness.db"),
  };
  const sessions = databaseAt("AWARENESS_SESSION_DATABASE_URL", values, origin, platform);
  const { AWARENESS_HOST: host, AWARENESS_PUBLIC_URL: publicUrl } = values;
  const config: Config = {
    transport: values.AWARENESS_TRANSPORT,
    host,
    port: values.AWARENESS_PORT,
    mountPath: values.AWARENESS_MOUNT_PATH,
    publicUrl,
    dataDir,
    database,
    sessionDatabase: isDeepStrictEqual(sessions, database) ? undefined : sessions,
    autoMigrate: values.AWARENESS_AUTO_MIGRATE,
    strictDatabase: values.AWARENESS_DATABASE_STRICT,
    databaseConnections: values.AWARENESS_DATABASE_CONNECTIONS,
    defaultOwner: values.AWARENESS_DEFAULT_OWNER ?? toOwnerName(platform.userName),
    authRequired: values.AWARENESS_AUTH_REQUIRED,
    ...readKeys(values, platform, platform.readFile),
    oauthProviders: readProviders(values, platform, platform.readFile),
    oauthServer: readOAuthServer(values),
    statelessHttp: values.AWARENESS_STATELESS_HTTP,
    sessionTtlSeconds: values.AWARENESS_SESSION_TTL,
    maxSessionsPerOwner: values.AWARENESS_MAX_SESSIONS_PER_OWNER,
    maxConcurrentPerOwner: values.AWARENESS_MAX_CONCURRENT_PER_OWNER,
    rateLimitPerOwner: values.AWARENESS_RATE_LIMIT_PER_OWNER,
    rateLimitPerAddress: values.AWARENESS_RATE_LIMIT_PER_ADDRESS,
    trustedProxies: values.AWARENESS_TRUSTED_PROXIES,
    maxStreamsPerOwner: values.AWARENESS_MAX_STREAMS_PER_OWNER,
    maxResultBytes: values.AWARENESS_MAX_RESULT_BYTES,
    allowedHosts: withHosts(values.AWARENESS_ALLOWED_HOSTS, host, publicUrl),
    allowedOrigins: withHosts(values.AWARENESS_ALLOWED_ORIGINS, host, publicUrl),
    toolsets: values.AWARENESS_TOOLSETS,
    embedding: readEmbedding(values, platform, platform.readFile),
    logLevel: values.AWARENESS_LOG_LEVEL,
  };
  for (const value of Object.values(config)) Object.freeze(value);
  return Object.freeze(config);
}

function refuseOpenServer(values: Values, origin: Origin): void {
  const { AWARENESS_HOST: host, AWARENESS_AUTH_REQUIRED: auth, AWARENESS_TRANSPORT: transport } = values;
  if (auth || isLoopback(host) || transport === "stdio") return;
  const { from, usage } = origin("AWARENESS_HOST");
  throw new ConfigError(
    `${from} is "${host}" while AWARENESS_AUTH_REQUIRED is false; accepted: a loopback host such as 127.0.0.1, or AWARENESS_AUTH_REQUIRED=true.`,
    usage,
  );
}

/** A flag beats both variables. */
function databaseAt(
  name: "AWARENESS_DATABASE_URL" | "AWARENESS_SESSION_DATABASE_URL",
  values: Values,
  origin: Origin,
  platform: Platform,
): Config["sessionDatabase"] {
  const { from, usage } = origin(name);
  const file = usage ? undefined : values[`${name}_FILE`];
  const text = chooseSecret(databaseUrlRule(name), values[name], file, platform, platform.readFile);
  if (text === undefined) return undefined;
  return parseDatabaseUrl(file === undefined ? from : `${name}_FILE`, text, platform, usage);
}

/** An owner name made of what the operating system calls its user; `system` when nothing usable is left. */
export function toOwnerName(userName: string): string {
  const name = userName
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\x21-\x7e]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 255);
  return isOwnerName(name) ? name : "system";
}
