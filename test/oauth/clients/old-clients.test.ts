import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Browser, Fetch } from "../support/browser.ts";
import { ClientMemory } from "../support/client-memory.ts";
import { authorize, authorizeUrl, makePkce, redeem, register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { connectByOAuth } from "../support/sdk-client.ts";

const REDIRECT = "http://localhost:6274/oauth/callback";
const NOT_KNOWN_TO = {
  "knows no metadata of resources (2025-03-26)": "/.well-known/oauth-protected-resource",
  "knows no metadata at all, and goes by the paths of 2025-03-26": "/.well-known/",
};

let node: OAuthNode;
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
  browser = node.browser();
});

/** What a client sees that never looks at these paths, nor at the challenge of a 401. */
function blindTo(prefix: string, asked: string[]): Fetch {
  return async (url, init) => {
    const { pathname } = new URL(url);
    if (pathname.startsWith(prefix)) return new Response(null, { status: 404 });
    asked.push(pathname);
    const response = await node.fetch(url, init);
    const headers = new Headers(response.headers);
    headers.delete("www-authenticate");
    return new Response(response.body, { status: response.status, headers });
  };
}

describe("a client", () => {
  it.each(Object.entries(NOT_KNOWN_TO))("that %s connects", async (_name, prefix) => {
    const asked: string[] = [];
    const fetch = blindTo(prefix, asked);
    const memory = new ClientMemory({ redirectUrl: REDIRECT });
    const person = (url: URL) => authorize(node, url.href, { browser });
    const client = await connectByOAuth(node, "v1", memory, { fetch, person });
    const [url] = memory.authorizations;
    expect([url?.searchParams.get("resource"), url?.searchParams.get("scope")]).toEqual([null, null]);
    expect([url?.pathname, asked.includes("/token"), asked.includes("/register")]).toEqual([
      "/authorize",
      true,
      true,
    ]);
    expect(decodeJwt(memory.kept.access_token)).toMatchObject({
      aud: node.resource,
      scope: "memory:read memory:write memory:delete",
    });
    passMinutes(16);
    expect((await client.callTool("get_briefing")).isError).toBe(false);
    expect(memory.authorizations).toHaveLength(1);
    await client.close();
  });

  it.each([
    ["an unknown one", "claudeai", "memory:read memory:write memory:delete"],
    ["unknown ones beside ours", "mcp:tools memory:read", "memory:read"],
    ["none but that for a refresh token", "offline_access", "memory:read memory:write memory:delete"],
    ["none of a memory", "openid profile", "memory:read memory:write memory:delete"],
    ["an empty text", "", "memory:read memory:write memory:delete"],
  ])("that asks for scopes and names %s gets what it can use", async (_name, scope, granted) => {
    const { client_id } = await register(node, { redirect_uris: [REDIRECT], scope });
    const pkce = makePkce();
    const request = { redirect_uri: REDIRECT, scope, resource: undefined };
    const callback = await authorize(node, authorizeUrl(node, client_id, pkce, request), { browser });
    const { json } = await redeem(node, client_id, callback, pkce, { resource: undefined });
    expect(decodeJwt(json.access_token).scope).toBe(granted);
    expect(json.refresh_token).toEqual(expect.any(String));
  });

  it.each([
    ["with a slash at the end", "https://memory.example/mcp/", "invalid_target"],
    ["by its origin alone", "https://memory.example", "invalid_target"],
    ["of another server", "https://elsewhere.example/mcp", "invalid_target"],
    ["in capital letters", "HTTPS://MEMORY.EXAMPLE/mcp", undefined],
    ["with its port", "https://memory.example:443/mcp", undefined],
  ])(
    "that names the resource %s is told at once whether it means this one",
    async (_name, resource, error) => {
      const { client_id } = await register(node, { redirect_uris: [REDIRECT] });
      const pkce = makePkce();
      const url = authorizeUrl(node, client_id, pkce, { redirect_uri: REDIRECT, resource });
      const callback = await authorize(node, url, { browser });
      expect(callback.searchParams.get("error") ?? undefined).toBe(error);
      expect(callback.searchParams.get("iss")).toBe(node.issuer);
      if (error !== undefined) return;
      const { json } = await redeem(node, client_id, callback, pkce, { resource });
      expect(decodeJwt(json.access_token).aud).toBe(node.resource);
    },
  );
});
