import { suggest } from "../domain/suggest.ts";
import type { Config } from "./config.ts";
import { exposesKey } from "./embedding.ts";
import { embeddingVariables } from "./embedding-variables.ts";
import type { Environment } from "./given.ts";
import { oauthVariables } from "./oauth-variables.ts";
import { VARIABLE_NAMES } from "./variables.ts";

const WITHOUT_EFFECT =
  /^AWARENESS_(OAUTH_PROXY\w*|OAUTH_USER_CLAIM|SESSION_POOL_(MIN|MAX)|SESSION_NODE_NAME|PG_DATA|OLLAMA_DATA)$/;

const UNSET = "Unset the variable.";
const RENAME = "Unset or rename the variable.";

/** Variables of the predecessor that have another name here. */
const RENAMED: ReadonlyMap<string, string> = new Map([["AWARENESS_OLLAMA_URL", "AWARENESS_EMBEDDING_URL"]]);

/** Something that is not wrong, but hardly meant. */
export interface ConfigWarning {
  /** One line; values are not repeated. */
  readonly message: string;
  /** What to do, where the message does not say it. */
  readonly remedy?: string;
}

/** Of each `AWARENESS_…` variable that is set and does nothing, or does harm. */
export function listWarnings(env: Environment): readonly ConfigWarning[] {
  const known: readonly string[] = VARIABLE_NAMES;
  const unknown = Object.keys(env)
    .filter((name) => name.startsWith("AWARENESS_") && !known.includes(name) && env[name] !== "")
    .sort()
    .map((name) => warnOfUnknown(name, known));
  return [...unknown, ...warnOfEmbedding(env), ...warnOfOauth(env)];
}

/** Of a server that other nodes could not stand in for, or that takes its proxy for all people. */
export function listNodeWarnings(config: Config): readonly ConfigWarning[] {
  if (config.transport !== "streamable-http" || !config.authRequired) return [];
  return [...listSecretWarnings(config), ...listProxyWarnings(config)];
}

/** Of an OAuth server that cannot tell the networks of people apart: what is counted by network is counted for all at once. */
export function listProxyWarnings({
  oauthServer,
  publicUrl,
  trustedProxies,
}: Config): readonly ConfigWarning[] {
  // The server itself speaks no TLS.
  const isBehindProxy = publicUrl?.startsWith("https://") === true;
  if (oauthServer === undefined || !isBehindProxy || trustedProxies.length > 0) return [];
  const message =
    "Every sign-in counts as coming from the proxy, so that all people share the limits of one network; set AWARENESS_TRUSTED_PROXIES to the proxy's addresses.";
  return [{ message }];
}

/** Of tokens that other nodes would refuse. */
export function listSecretWarnings({ database, jwtSecret, jwtAlgorithm }: Config): readonly ConfigWarning[] {
  // Key pairs are in the database, where every node has them.
  if (database.kind === "sqlite" || jwtSecret !== undefined || jwtAlgorithm !== "HS256") return [];
  const message =
    "Tokens are signed with a secret that only this data folder has; nodes that share the database need the same one. Set AWARENESS_JWT_SECRET or AWARENESS_JWT_SECRET_FILE on every node.";
  return [{ message }];
}

function warnOfUnknown(name: string, known: readonly string[]): ConfigWarning {
  if (WITHOUT_EFFECT.test(name)) {
    return { message: `${name} has no effect in this version.`, remedy: UNSET };
  }
  const renamed = RENAMED.get(name);
  if (renamed !== undefined) return { message: `${name} has no effect; use ${renamed}.` };
  const guess = suggest(name, known);
  const question = guess === undefined ? "" : `; did you mean ${guess}?`;
  return { message: `${name} is not a variable of awareness${question}`, remedy: RENAME };
}

function warnOfEmbedding(env: Environment): readonly ConfigWarning[] {
  const set = Object.keys(embeddingVariables).filter((name) => (env[name] ?? "") !== "");
  if (["", "none"].includes(env.AWARENESS_EMBEDDING_PROVIDER ?? "")) {
    return set
      .filter((name) => name !== "AWARENESS_EMBEDDING_PROVIDER")
      .map((name) => ({
        message: `${name} has no effect without AWARENESS_EMBEDDING_PROVIDER.`,
        remedy: "Set AWARENESS_EMBEDDING_PROVIDER to ollama or openai, or unset the variable.",
      }));
  }
  const keys = set.filter((name) => name.startsWith("AWARENESS_EMBEDDING_API_KEY"));
  if (keys.length === 0 || !exposesKey(env.AWARENESS_EMBEDDING_URL ?? "")) return [];
  const message =
    "AWARENESS_EMBEDDING_URL starts with http://, so the key of the embedding provider can be read on the way; use https://.";
  return [{ message }];
}

const NAMES_PROVIDERS = [
  "AWARENESS_OAUTH_ISSUER",
  "AWARENESS_OAUTH_PROVIDERS",
  "AWARENESS_OAUTH_PROVIDERS_FILE",
];

function warnOfOauth(env: Environment): readonly ConfigWarning[] {
  const set = Object.keys(oauthVariables).filter((name) => (env[name] ?? "") !== "");
  if (set.some((name) => NAMES_PROVIDERS.includes(name))) return [];
  return set.map((name) => ({
    message: `${name} has no effect without AWARENESS_OAUTH_ISSUER or AWARENESS_OAUTH_PROVIDERS.`,
    remedy: "Set AWARENESS_OAUTH_ISSUER to the provider's issuer, or unset the variable.",
  }));
}
