import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

const CALLBACK = "http://127.0.0.1/callback";
const SECRET = "a secret between the clients and the provider";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789";

/** `oidc-provider` on a free port of this machine: a certified OpenID provider with resource indicators (RFC 8707). */
export interface RealProvider {
  readonly issuer: string;
  /** An access token that a machine gets for itself. */
  tokenOfMachine(resource: string, scope: string): Promise<string>;
  /** The tokens that an app gets when a person signs in and consents. */
  tokensOfPerson(login: string, resource: string, scope: string): Promise<{ access: string; id: string }>;
  close(): Promise<void>;
}

export async function startRealProvider(): Promise<RealProvider> {
  let handle: RequestListener = (_, response) => void response.end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  handle = createProvider(issuer).callback();

  async function post(path: string, form: Record<string, string>): Promise<Record<string, string>> {
    const response = await fetch(`${issuer}${path}`, { method: "POST", body: new URLSearchParams(form) });
    const json = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(`The provider refuses: ${JSON.stringify(json)}`);
    return json;
  }

  return {
    issuer,
    async tokenOfMachine(resource, scope) {
      const client = { client_id: "machine", client_secret: SECRET };
      const { access_token: token = "" } = await post("/token", {
        ...client,
        grant_type: "client_credentials",
        resource,
        scope,
      });
      return token;
    },
    async tokensOfPerson(login, resource, scope) {
      const code = await signIn(issuer, login, resource, scope);
      const client = { client_id: "app", client_secret: SECRET, code_verifier: VERIFIER };
      const grant = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, resource };
      const { access_token: access = "", id_token: id = "" } = await post("/token", { ...client, ...grant });
      return { access, id };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function createProvider(issuer: string): Provider {
  const client = { client_secret: SECRET, token_endpoint_auth_method: "client_secret_post" } as const;
  return new Provider(issuer, {
    clients: [
      {
        ...client,
        client_id: "machine",
        grant_types: ["client_credentials"],
        response_types: [],
        redirect_uris: [],
      },
      { ...client, client_id: "app", grant_types: ["authorization_code"], redirect_uris: [CALLBACK] },
    ],
    jwks: {
      keys: [
        toJwk(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey),
        toJwk(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey),
      ],
    } as never,
    ttl: {
      AccessToken: 600,
      ClientCredentials: 600,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    cookies: { keys: ["a key for cookies"] },
    scopes: ["openid", "email"],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({
          audience: resource,
          scope: "memory:read memory:write memory:delete",
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: resource.includes("es256") ? "ES256" : "RS256" } },
        }),
      },
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...addressOf(sub) }) }),
    extraTokenClaims: (_, token) =>
      "accountId" in token && typeof token.accountId === "string" ? addressOf(token.accountId) : undefined,
  });
}

const addressOf = (login: string) => ({
  email: `${login}@example.org`,
  email_verified: login !== "unverified",
});

function toJwk(key: KeyObject): object {
  const jwk = key.export({ format: "jwk" });
  return {
    ...jwk,
    use: "sig",
    kid: createHash("sha256")
      .update(jwk.d ?? "")
      .digest("hex")
      .slice(0, 16),
  };
}

/** What a person's browser does: signs in, consents, and is sent back with a code. */
async function signIn(issuer: string, login: string, resource: string, scope: string): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<string> => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    await response.body?.cancel();
    return new URL(response.headers.get("location") ?? url, issuer).href;
  };
  const query = new URLSearchParams({
    client_id: "app",
    response_type: "code",
    redirect_uri: CALLBACK,
    scope: `openid email ${scope}`,
    resource,
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
  });
  let at = await visit(`${issuer}/auth?${query}`);
  for (const form of [{ prompt: "login", login, password: "any" }, { prompt: "consent" }]) {
    at = await visit(at, form);
    at = await visit(at);
  }
  const code = new URL(at).searchParams.get("code");
  if (code === null) throw new Error(`The provider sends back without a code: ${at}`);
  return code;
}
