import { expect, it } from "vitest";
import { listWarnings } from "../../src/config/warnings.ts";
import { parse, refusal } from "./support.ts";

const HTTP = { AWARENESS_TRANSPORT: "streamable-http", AWARENESS_PUBLIC_URL: "https://memory.example.org" };
const ISSUER = "https://tenant.auth0.example/";

it("an issuer alone has the rules of the strictest kind, and the endpoint for its audience", () => {
  const env = { ...HTTP, AWARENESS_MOUNT_PATH: "/m", AWARENESS_OAUTH_ISSUER: ISSUER };
  expect(parse(env).oauthProviders).toEqual([
    {
      issuer: ISSUER,
      audiences: ["https://memory.example.org/m/mcp"],
      tokenType: "at+jwt",
      autoProvision: false,
      defaultScopes: [],
      algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
      maxTokenAgeSeconds: 86_400,
    },
  ]);
});

it("issuers are taken as they are written, and the variables hold for all of them", () => {
  const { oauthProviders } = parse({
    ...HTTP,
    AWARENESS_OAUTH_ISSUER: `${ISSUER}, https://IDP.example.org/realms/One`,
    AWARENESS_OAUTH_AUDIENCE: "api://memory, 3f2a",
    AWARENESS_OAUTH_TOKEN_TYPE: "any",
    AWARENESS_OAUTH_AUTO_PROVISION: "true",
    AWARENESS_OAUTH_DEFAULT_SCOPES: "memory:read memory:write",
  });
  expect(oauthProviders.map(({ issuer }) => issuer)).toEqual([ISSUER, "https://IDP.example.org/realms/One"]);
  for (const provider of oauthProviders) {
    expect(provider).toMatchObject({
      audiences: ["api://memory", "3f2a"],
      tokenType: "any",
      autoProvision: true,
      defaultScopes: ["memory:read", "memory:write"],
    });
  }
});

it("a provider with rules of its own keeps them, and takes the rest from the variables", () => {
  const own = {
    issuer: "http://localhost:8080/realms/one",
    audience: "memory",
    jwks_uri: "https://keys.example.org/keys?set=1",
    token_type: "any",
    auto_provision: true,
    default_scopes: ["memory:read"],
    algorithms: ["RS256"],
    max_token_age_seconds: 3600,
  };
  const text = JSON.stringify([own, { issuer: ISSUER }]);
  const expected = [
    {
      issuer: own.issuer,
      audiences: ["memory"],
      jwksUri: own.jwks_uri,
      tokenType: "any",
      autoProvision: true,
      defaultScopes: ["memory:read"],
      algorithms: ["RS256"],
      maxTokenAgeSeconds: 3600,
    },
    { issuer: ISSUER, audiences: ["https://memory.example.org/mcp"], autoProvision: false },
  ];
  expect(parse({ ...HTTP, AWARENESS_OAUTH_PROVIDERS: text }).oauthProviders).toMatchObject(expected);
  const fromFile = parse(
    { ...HTTP, AWARENESS_OAUTH_PROVIDERS_FILE: "providers.json" },
    {},
    { readFile: () => `${JSON.stringify([own, { issuer: ISSUER }], null, 2)}\n` },
  );
  expect(fromFile.oauthProviders).toMatchObject(expected);
});

it("a server that could not tell for whom a token is does not start; over stdio there are no tokens", () => {
  const env = { AWARENESS_TRANSPORT: "streamable-http", AWARENESS_OAUTH_ISSUER: ISSUER };
  const { message } = refusal(env);
  expect(message).toContain("AWARENESS_PUBLIC_URL");
  expect(message).toContain("AWARENESS_OAUTH_AUDIENCE");
  expect(parse({ AWARENESS_OAUTH_ISSUER: ISSUER }).oauthProviders).toHaveLength(1);
});

it.each([
  "http://idp.example.org",
  "http://10.0.0.1",
  "https://169.254.169.254",
  "https://2852039166/",
  "https://[::ffff:10.0.0.1]",
  "https://[fe80::1]",
  "https://0.0.0.0",
  "https://user:secret@idp.example.org",
  "https://idp.example.org?x=1",
  "https://idp.example.org/?",
  "https://idp.example.org#x",
  "https:idp.example.org",
  "https://idp.example.org\\evil",
  "HTTPS://idp.example.org",
  "https://idp.example.org/ü",
  "ftp://idp.example.org",
  "idp.example.org",
  "awareness",
  `https://idp.example.org/${"x".repeat(500)}`,
])("J36 the issuer %j is refused at the start", (issuer) => {
  expect(refusal({ ...HTTP, AWARENESS_OAUTH_ISSUER: issuer }).message).toMatch(/^AWARENESS_OAUTH_ISSUER is /);
  const inList = refusal({ ...HTTP, AWARENESS_OAUTH_PROVIDERS: JSON.stringify([{ issuer }]) });
  expect(inList.message).toMatch(/^AWARENESS_OAUTH_PROVIDERS\[0\]\.issuer is .*; accepted: a URL/);
  expect(inList.message).not.toContain("secret");
});

it.each(["http://keys.example.org/", "https://169.254.169.254/keys", "https://a:b@keys.example.org", "keys"])(
  "J36 the key set %j is refused at the start",
  (uri) => {
    const env = { ...HTTP, AWARENESS_OAUTH_ISSUER: ISSUER, AWARENESS_OAUTH_JWKS_URI: uri };
    expect(refusal(env).message).toMatch(/^AWARENESS_OAUTH_JWKS_URI is /);
    const list = JSON.stringify([{ issuer: ISSUER, jwks_uri: uri }]);
    expect(refusal({ ...HTTP, AWARENESS_OAUTH_PROVIDERS: list }).message).toContain("[0].jwks_uri is");
  },
);

it.each([
  ["no JSON", "is not a JSON array of 1 to 100 objects"],
  ["{}", "is not a JSON array of 1 to 100 objects"],
  ["[]", "is not a JSON array of 1 to 100 objects"],
  ["[5]", "[0] is no object; accepted: one with issuer, audience"],
  ["[{}]", "[0].issuer is missing; accepted: a URL"],
  [`[{"issuer":"${ISSUER}"},{"issuer":"${ISSUER}"}]`, `names the issuer "${ISSUER}" again`],
  [
    `[{"issuer":"${ISSUER}","user_claim":"email"}]`,
    '[0] has the unknown member "user_claim"; accepted: issuer,',
  ],
  [`[{"issuer":"${ISSUER}","audience":[]}]`, "[0].audience is []"],
  [`[{"issuer":"${ISSUER}","audience":"a b"}]`, '[0].audience is "a b"'],
  [`[{"issuer":"${ISSUER}","token_type":"JWT"}]`, '[0].token_type is "JWT"; accepted: at+jwt or any.'],
  [
    `[{"issuer":"${ISSUER}","auto_provision":"yes"}]`,
    '[0].auto_provision is "yes"; accepted: true or false.',
  ],
  [
    `[{"issuer":"${ISSUER}","default_scopes":["all"]}]`,
    '[0].default_scopes is ["all"]; accepted: an array of',
  ],
  [
    `[{"issuer":"${ISSUER}","algorithms":["HS256"]}]`,
    '[0].algorithms is ["HS256"]; accepted: an array of RS256',
  ],
  [`[{"issuer":"${ISSUER}","max_token_age_seconds":59}]`, "[0].max_token_age_seconds is 59"],
])("the list of providers %s is refused, and the member named", (text, message) => {
  const refused = refusal({ ...HTTP, AWARENESS_OAUTH_PROVIDERS: text });
  expect(refused.message).toMatch(/^AWARENESS_OAUTH_PROVIDERS/);
  expect(refused.message).toContain(message);
  expect(refused.message).not.toContain("\n");
});

it("one key set cannot be that of two providers", () => {
  const env = {
    ...HTTP,
    AWARENESS_OAUTH_ISSUER: `${ISSUER},https://b.example`,
    AWARENESS_OAUTH_JWKS_URI: "https://k.example/",
  };
  expect(refusal(env).message).toMatch(
    /^AWARENESS_OAUTH_JWKS_URI is set for 2 providers; accepted: one provider/,
  );
});

it("what does nothing without a provider is said", () => {
  expect(listWarnings({ AWARENESS_OAUTH_AUDIENCE: "x", AWARENESS_OAUTH_USER_CLAIM: "email" })).toEqual([
    { message: "AWARENESS_OAUTH_USER_CLAIM has no effect in this version.", remedy: "Unset the variable." },
    expect.objectContaining({
      message:
        "AWARENESS_OAUTH_AUDIENCE has no effect without AWARENESS_OAUTH_ISSUER or AWARENESS_OAUTH_PROVIDERS.",
    }),
  ]);
  expect(listWarnings({ AWARENESS_OAUTH_AUDIENCE: "x", AWARENESS_OAUTH_ISSUER: ISSUER })).toEqual([]);
});
