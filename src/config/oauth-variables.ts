import { z } from "zod";
import { TOKEN_TYPES } from "../domain/accounts/provider-settings.ts";
import { SCOPES } from "../domain/principal.ts";
import { isIssuer, isKeySetUrl, PROVIDER_URL_HELP } from "./provider-urls.ts";
import { flag } from "./value-types.ts";
import { variable } from "./variable.ts";

/** What a token's `aud` may say. */
export const AUDIENCE = /^[\x21-\x2b\x2d-\x7e]{1,500}$/;

const listOf = <Item extends string>(isItem: (text: string) => text is Item, separator = /,/) =>
  z
    .string()
    .transform((text) =>
      text
        .split(separator)
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .pipe(z.array(z.string().refine(isItem)).min(1))
    .transform((items) => [...new Set(items)] as readonly Item[]);

const isAudience = (text: string): text is string => AUDIENCE.test(text);
const isIssuerItem = (text: string): text is string => isIssuer(text);
const isScope = (text: string): text is (typeof SCOPES)[number] =>
  (SCOPES as readonly string[]).includes(text);

/** Variables of identity providers. */
export const oauthVariables = {
  AWARENESS_OAUTH_ISSUER: variable(() => listOf(isIssuerItem), undefined, {
    description:
      "Identity providers whose access tokens are accepted beside own ones: a comma list of their exact `iss`, compared byte for byte, so a slash at the end counts. Their keys are found through `/.well-known/openid-configuration` or RFC 8414 metadata, when the first token comes.",
    accepts: `URLs separated by commas: ${PROVIDER_URL_HELP}`,
    initial: "none",
  }),
  AWARENESS_OAUTH_AUDIENCE: variable(() => listOf(isAudience), undefined, {
    description: "Comma list of which a token's `aud` must name one: tokens for other services are refused.",
    accepts: "up to 500 printable ASCII characters without spaces each, separated by commas",
    initial: "`<AWARENESS_PUBLIC_URL><AWARENESS_MOUNT_PATH>/mcp`",
  }),
  AWARENESS_OAUTH_JWKS_URI: variable(() => z.string().refine(isKeySetUrl), undefined, {
    description:
      "Where the keys of the provider are, when its metadata do not say so or name another host. With exactly one provider; otherwise `jwks_uri` in `AWARENESS_OAUTH_PROVIDERS`.",
    accepts: "an https:// URL, http:// on a loopback host only, without credentials and fragment",
    initial: "what the provider's metadata say",
  }),
  AWARENESS_OAUTH_TOKEN_TYPE: variable(() => z.enum(TOKEN_TYPES), "at+jwt", {
    description:
      "`at+jwt` accepts what says that it is an access token (RFC 9068). `any` also accepts `JWT`, for providers that say no more, and then refuses what looks like an ID token.",
    accepts: TOKEN_TYPES.join(" or "),
    initial: "`at+jwt`",
  }),
  AWARENESS_OAUTH_AUTO_PROVISION: variable(() => flag(), false, {
    description:
      "Make a user of their own for whoever comes with a good token and has none. Otherwise they get 403, unless an e-mail address that the provider has verified is that of exactly one user.",
    accepts: "true, false, 1 or 0",
    initial: "`false`",
  }),
  AWARENESS_OAUTH_DEFAULT_SCOPES: variable(() => listOf(isScope, /[\s,]+/), undefined, {
    description:
      "What tokens may do that carry none of our scopes in `scope`, `scp` or `permissions`, for providers that cannot give them out.",
    accepts: `a list of ${SCOPES.join(", ")}`,
    initial: "none: nothing",
  }),
  AWARENESS_OAUTH_PROVIDERS: variable(() => z.string(), undefined, {
    description:
      "Providers with rules of their own: a JSON array of objects with `issuer` and, each in place of the variable above, `audience`, `jwks_uri`, `token_type`, `auto_provision`, `default_scopes`; also `algorithms` (of RS256, PS256, ES256, EdDSA) and `max_token_age_seconds` (60 to 31622400; 86400).",
    accepts: "a JSON array of objects",
    initial: "none",
  }),
  AWARENESS_OAUTH_PROVIDERS_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the JSON instead.",
    accepts: "a readable file with a JSON array of objects",
    initial: "none",
  }),
};
