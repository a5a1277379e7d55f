import { PROVIDER_ALGORITHMS, type ProviderSettings } from "../domain/accounts/provider-settings.ts";
import { ConfigError } from "./config-error.ts";
import type { Folders } from "./database-url.ts";
import { type GivenProvider, PROVIDERS, parseProviders } from "./oauth-providers.ts";
import { chooseSecret, type ReadFile, type SecretRule } from "./secret-file.ts";
import type { Values } from "./variables.ts";

const DAY_SECONDS = 86_400;

/** Not a secret, but it comes from a variable or a file all the same. */
const PROVIDERS_RULE: SecretRule = {
  name: PROVIDERS,
  accepts: (text) => text.trim() !== "",
  otherwise: "empty; accepted: a file with a JSON array of objects",
};

/**
 * The identity providers, those of `AWARENESS_OAUTH_ISSUER` first.
 * @throws ConfigError when a provider is named twice, when it is not clear whose keys are meant, or when an HTTP server would
 * have no audience to hold tokens against.
 */
export function readProviders(
  values: Values,
  folders: Folders,
  readFile: ReadFile,
): readonly ProviderSettings[] {
  const file = values.AWARENESS_OAUTH_PROVIDERS_FILE;
  const text = chooseSecret(PROVIDERS_RULE, values.AWARENESS_OAUTH_PROVIDERS, file, folders, readFile);
  const from = file === undefined ? PROVIDERS : `${PROVIDERS}_FILE`;
  const given = [
    ...(values.AWARENESS_OAUTH_ISSUER ?? []).map((issuer): GivenProvider => ({ issuer })),
    ...(text === undefined ? [] : parseProviders(from, text)),
  ];
  const twice = given.find(
    ({ issuer }, index) => given.findIndex((other) => other.issuer === issuer) < index,
  );
  if (twice !== undefined) {
    throw new ConfigError(`${from} names the issuer "${twice.issuer}" again; accepted: each issuer once.`);
  }
  const jwksUri = values.AWARENESS_OAUTH_JWKS_URI;
  if (jwksUri !== undefined && given.length > 1) {
    throw new ConfigError(
      `AWARENESS_OAUTH_JWKS_URI is set for ${given.length} providers; accepted: one provider, or jwks_uri for each in ${PROVIDERS}.`,
    );
  }
  return given.map((provider) => Object.freeze(toSettings(provider, values)));
}

function toSettings(given: GivenProvider, values: Values): ProviderSettings {
  const jwksUri = given.jwks_uri ?? values.AWARENESS_OAUTH_JWKS_URI;
  return {
    issuer: given.issuer,
    audiences: given.audience ?? values.AWARENESS_OAUTH_AUDIENCE ?? defaultAudience(given.issuer, values),
    ...(jwksUri === undefined ? {} : { jwksUri }),
    tokenType: given.token_type ?? values.AWARENESS_OAUTH_TOKEN_TYPE,
    autoProvision: given.auto_provision ?? values.AWARENESS_OAUTH_AUTO_PROVISION,
    defaultScopes: given.default_scopes ?? values.AWARENESS_OAUTH_DEFAULT_SCOPES ?? [],
    algorithms: given.algorithms ?? PROVIDER_ALGORITHMS,
    maxTokenAgeSeconds: given.max_token_age_seconds ?? DAY_SECONDS,
  };
}

/** The URL of the endpoint, which clients name as `resource` (RFC 8707). Nothing is verified over stdio. */
function defaultAudience(issuer: string, values: Values): readonly string[] {
  const { AWARENESS_PUBLIC_URL: publicUrl, AWARENESS_MOUNT_PATH: mountPath } = values;
  if (publicUrl !== undefined) return [`${publicUrl}${mountPath}/mcp`];
  if (values.AWARENESS_TRANSPORT === "stdio") return [];
  throw new ConfigError(
    `The provider "${issuer}" has no audience, so tokens for other services would do; accepted: with AWARENESS_PUBLIC_URL, the address clients connect to, or with AWARENESS_OAUTH_AUDIENCE.`,
  );
}
