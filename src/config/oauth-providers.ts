import { z } from "zod";
import { PROVIDER_ALGORITHMS, TOKEN_TYPES } from "../domain/accounts/provider-settings.ts";
import { parseJson } from "../domain/json-guard.ts";
import { SCOPES } from "../domain/principal.ts";
import { ConfigError } from "./config-error.ts";
import { AUDIENCE } from "./oauth-variables.ts";
import { isIssuer, isKeySetUrl, PROVIDER_URL_HELP } from "./provider-urls.ts";

/** Name of the variable, as it begins every message. */
export const PROVIDERS = "AWARENESS_OAUTH_PROVIDERS";

const audience = z.string().regex(AUDIENCE);

const provider = z.strictObject({
  issuer: z.string().refine(isIssuer),
  audience: z.union([audience.transform((one) => [one]), z.array(audience).min(1)]).optional(),
  jwks_uri: z.string().refine(isKeySetUrl).optional(),
  token_type: z.enum(TOKEN_TYPES).optional(),
  auto_provision: z.boolean().optional(),
  default_scopes: z.array(z.enum(SCOPES)).optional(),
  algorithms: z.array(z.enum(PROVIDER_ALGORITHMS)).min(1).optional(),
  max_token_age_seconds: z.number().int().min(60).max(31_622_400).optional(),
});

/** One object of the list, checked. */
export type GivenProvider = z.output<typeof provider>;

const ACCEPTS: Readonly<Record<keyof GivenProvider, string>> = {
  issuer: `a URL: ${PROVIDER_URL_HELP}`,
  audience: "a text of up to 500 printable ASCII characters without spaces, or an array of them",
  jwks_uri: "an https:// URL, http:// on a loopback host only, without credentials and fragment",
  token_type: TOKEN_TYPES.join(" or "),
  auto_provision: "true or false",
  default_scopes: `an array of ${SCOPES.join(", ")}`,
  algorithms: `an array of ${PROVIDER_ALGORITHMS.join(", ")}`,
  max_token_age_seconds: "a whole number from 60 to 31622400 (366 days)",
};

const MAX_PROVIDERS = 100;

/** Reads the list of providers. `from` is the variable it came from. @throws ConfigError naming the member that is wrong. */
export function parseProviders(from: string, text: string): readonly GivenProvider[] {
  const list = parseList(from, text);
  return list.map((item, index) => {
    const result = provider.safeParse(item);
    if (result.success) return result.data;
    throw wrongMember(`${from}[${index}]`, item, result.error.issues[0]);
  });
}

function parseList(from: string, text: string): readonly unknown[] {
  const list = tryParse(text);
  if (Array.isArray(list) && list.length > 0 && list.length <= MAX_PROVIDERS) return list;
  throw new ConfigError(
    `${from} is not a JSON array of 1 to ${MAX_PROVIDERS} objects; accepted: [{"issuer":"https://idp.example.org/"}], for example.`,
  );
}

function tryParse(text: string): unknown {
  try {
    return parseJson(Buffer.from(text), { maxDepth: 8 });
  } catch {
    return undefined;
  }
}

function wrongMember(at: string, item: unknown, issue: z.core.$ZodIssue | undefined): ConfigError {
  const known = Object.keys(ACCEPTS).join(", ");
  if (issue?.code === "unrecognized_keys") {
    return new ConfigError(`${at} has the unknown member ${show(issue.keys[0])}; accepted: ${known}.`);
  }
  const member = issue?.path[0];
  if (member === undefined) return new ConfigError(`${at} is no object; accepted: one with ${known}.`);
  const value = (item as Readonly<Record<PropertyKey, unknown>>)[member];
  const found = value === undefined ? "is missing" : `is ${show(value)}`;
  return new ConfigError(
    `${at}.${String(member)} ${found}; accepted: ${ACCEPTS[member as keyof GivenProvider]}.`,
  );
}

/** At most 100 characters, without the credentials of a URL. */
function show(value: unknown): string {
  const text = (JSON.stringify(value) ?? "").replace(/\/\/[^/]*@/g, "//…@");
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}
