import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { Browser, type Fetch } from "../support/browser.ts";
import { ClientMemory } from "../support/client-memory.ts";
import { connect } from "../support/flow.ts";
import { type OAuthNode, PUBLIC_URL, startOAuthNode } from "../support/node.ts";
import { connectByOAuth, SDKS } from "../support/sdk-client.ts";

const AUTHORIZATION = "oauth-authorization-server";
const OPENID = "openid-configuration";
const RESOURCE = "oauth-protected-resource";

/** Every place where somebody may look, by how it is built. */
const PLACES = [
  {
    mountPath: "",
    issuer: [`/.well-known/${AUTHORIZATION}`, `/.well-known/${OPENID}`],
    resource: [`/.well-known/${RESOURCE}`, `/.well-known/${RESOURCE}/mcp`],
  },
  {
    mountPath: "/memory",
    issuer: [
      `/.well-known/${AUTHORIZATION}/memory`,
      `/.well-known/${OPENID}/memory`,
      `/memory/.well-known/${AUTHORIZATION}`,
      `/memory/.well-known/${OPENID}`,
      `/.well-known/${AUTHORIZATION}`,
      `/.well-known/${OPENID}`,
    ],
    resource: [
      `/.well-known/${RESOURCE}/memory/mcp`,
      `/memory/.well-known/${RESOURCE}/mcp`,
      `/memory/.well-known/${RESOURCE}`,
      `/.well-known/${RESOURCE}`,
    ],
  },
] as const;

describe.each(PLACES)("with the mount path '$mountPath'", ({ mountPath, issuer, resource }) => {
  let node: OAuthNode;
  beforeAll(async () => {
    node = await startOAuthNode({ config: { mountPath } });
    await node.addUser();
  });
  const get = async (path: string) => {
    const response = await node.fetch(`${PUBLIC_URL}${path}`, { headers: { host: "memory.example" } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    return (await response.json()) as Record<string, unknown>;
  };

  it.each(issuer)("%s tells all that clients need", async (path) => {
    const at = `${PUBLIC_URL}${mountPath}`;
    const document = await get(path);
    expect(document).toMatchObject({
      issuer: at,
      authorization_endpoint: `${at}/authorize`,
      token_endpoint: `${at}/token`,
      registration_endpoint: `${at}/register`,
      revocation_endpoint: `${at}/revoke`,
      jwks_uri: `${at}/.well-known/jwks.json`,
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      scopes_supported: ["memory:read", "memory:write", "memory:delete", "offline_access", "openid"],
    });
    expect(document.grant_types_supported).toEqual(
      expect.arrayContaining(["authorization_code", "refresh_token"]),
    );
    expect(document.token_endpoint_auth_methods_supported).toEqual(
      expect.arrayContaining(["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]),
    );
    for (const name of ["userinfo_endpoint", "device_authorization_endpoint", "end_session_endpoint"]) {
      expect(document).not.toHaveProperty(name);
    }
  });

  it.each(resource)("%s names the issuer as it names itself", async (path) => {
    const { issuer: name } = await get(issuer[0]);
    expect(await get(path)).toEqual({
      resource: `${PUBLIC_URL}${mountPath}/mcp`,
      authorization_servers: [name],
      scopes_supported: ["memory:read", "memory:write", "memory:delete"],
      bearer_methods_supported: ["header"],
      resource_name: "awareness",
    });
  });

  it("a 401 leads to the metadata of the resource, and says which scopes to ask for", async () => {
    const response = await node.fetch(node.resource, { method: "POST", body: "{}" });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer resource_metadata="${PUBLIC_URL}${mountPath}/.well-known/${RESOURCE}/mcp", scope="memory:read memory:write memory:delete"`,
    );
  });

  it("whoever fetches the keys can verify a token", async () => {
    const { tokens } = await connect(node);
    const { jwks_uri } = await get(issuer[0]);
    const keys = createRemoteJWKSet(new URL(String(jwks_uri)), { [customFetch]: node.fetch as never });
    const { payload, protectedHeader } = await jwtVerify(tokens.access_token ?? "", keys, {
      issuer: `${PUBLIC_URL}${mountPath}`,
      audience: node.resource,
      typ: "at+jwt",
      algorithms: ["ES256"],
    });
    expect(payload).toMatchObject({ sub: "ada", scope: "memory:read memory:write memory:delete" });
    expect(protectedHeader.kid).toEqual(expect.any(String));
  });

  it.each(SDKS)("SDK %s finds everything from the connector URL", async (sdk) => {
    const client = await connectByOAuth(
      node,
      sdk,
      new ClientMemory({ redirectUrl: "http://localhost:3334/cb" }),
    );
    expect(await client.listTools()).toContain("remember");
    await client.close();
  });
});

it("behind a proxy that cuts a path off, everything is named with that path", async () => {
  const node = await startOAuthNode({ config: { publicUrl: `${PUBLIC_URL}/team` } });
  await node.addUser();
  const fetch: Fetch = async (url, init) => {
    const { href, pathname } = new URL(url);
    if (!pathname.startsWith("/team/")) return new Response(null, { status: 404 });
    return node.fetch(href.replace("/team/", "/"), init);
  };
  const site = { ...node, fetch, browser: () => new Browser(fetch, PUBLIC_URL) };
  const memory = new ClientMemory({ redirectUrl: "http://localhost:3334/cb" });
  const client = await connectByOAuth(site, "v2 legacy", memory);
  expect(await client.listTools()).toContain("remember");
  expect(memory.information.issuer).toBe(`${PUBLIC_URL}/team`);
  await client.close();
});

it("nothing of it is there while the OAuth server is off, but the metadata of the resource", async () => {
  const node = await startOAuthNode({ config: { oauthServer: undefined } });
  const statusOf = async (path: string, method = "GET") =>
    (await node.fetch(`${PUBLIC_URL}${path}`, { method })).status;
  for (const path of [...PLACES[0].issuer, "/authorize", "/oauth/account", "/oauth/sign-in"]) {
    expect(await statusOf(path)).toBe(404);
  }
  for (const path of ["/token", "/register", "/revoke"]) expect(await statusOf(path, "POST")).toBe(404);
  const metadata = await node.fetch(`${PUBLIC_URL}/.well-known/${RESOURCE}`);
  expect(await metadata.json()).not.toHaveProperty("authorization_servers");
});
