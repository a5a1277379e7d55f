import { beforeAll, describe, expect, it } from "vitest";
import type { Fetch } from "../support/browser.ts";
import { ClientMemory } from "../support/client-memory.ts";
import { authorize, connect } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { connectByOAuth } from "../support/sdk-client.ts";

const PAGE = "https://inspector.example";
const FORM = "application/x-www-form-urlencoded";
const JSON_TYPE = "application/json";

const OPEN = [
  ["/.well-known/oauth-authorization-server", "GET", "mcp-protocol-version"],
  ["/.well-known/openid-configuration", "GET", "mcp-protocol-version"],
  ["/.well-known/oauth-protected-resource", "GET", "mcp-protocol-version"],
  ["/.well-known/oauth-protected-resource/mcp", "GET", "mcp-protocol-version"],
  ["/.well-known/jwks.json", "GET", "accept"],
  ["/register", "POST", "content-type"],
  ["/token", "POST", "content-type,authorization,mcp-protocol-version"],
  ["/revoke", "POST", "content-type,authorization"],
] as const;
const CLOSED = ["/mcp", "/authorize", "/oauth/account", "/oauth/sign-in", "/oauth/interaction/x"] as const;

let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
});

const ask = (path: string, init: RequestInit & { readonly headers?: Record<string, string> }) =>
  node.fetch(`${node.issuer}${path}`, { ...init, headers: { origin: PAGE, ...init.headers } });

function preflight(path: string, method: string, headers: string): Promise<Response> {
  return ask(path, {
    method: "OPTIONS",
    headers: { "access-control-request-method": method, "access-control-request-headers": headers },
  });
}

const list = (value: string | null) => (value ?? "").toLowerCase().split(/,\s*/);

/** What a browser does for a page of another origin (Fetch standard, section 3.2): asks first, and hides what is not given. */
const asPage: Fetch = async (url, init = {}) => {
  const given = new Headers(init.headers);
  const { pathname } = new URL(url);
  const wanted = [...given.keys()].filter((name) => name !== "accept");
  const method = init.method ?? "GET";
  const before = await preflight(pathname, method, wanted.join(","));
  const allowed = list(before.headers.get("access-control-allow-headers"));
  const isAllowed =
    before.ok &&
    before.headers.get("access-control-allow-origin") === "*" &&
    list(before.headers.get("access-control-allow-methods")).includes(method.toLowerCase()) &&
    wanted.every((name) => allowed.includes(name));
  if (!isAllowed) throw new TypeError(`Failed to fetch ${pathname}`);
  given.set("origin", PAGE);
  const response = await node.fetch(url, { ...init, headers: given });
  if (response.headers.get("access-control-allow-origin") !== "*") throw new TypeError("Failed to fetch");
  return response;
};

describe("a page of a foreign origin", () => {
  it.each(OPEN)("may ask %s, and read what it answers", async (path, method, headers) => {
    const before = await preflight(path, method, headers);
    expect(before.status).toBe(204);
    expect(before.headers.get("access-control-allow-origin")).toBe("*");
    expect(list(before.headers.get("access-control-allow-methods"))).toContain(method.toLowerCase());
    expect(list(before.headers.get("access-control-allow-headers"))).toEqual(
      expect.arrayContaining(headers.split(",")),
    );
    const answer = await ask(path, {
      method,
      ...(method === "GET"
        ? {}
        : { body: "{", headers: { "content-type": path === "/register" ? JSON_TYPE : FORM } }),
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-credentials")).toBe(null);
    expect(answer.status).toBe(method === "GET" ? 200 : 400);
  });

  it.each(CLOSED)("may neither ask %s nor prepare to", async (path) => {
    for (const answer of [
      await preflight(path, "POST", "content-type"),
      await ask(path, { method: path === "/mcp" ? "POST" : "GET", headers: { "content-type": JSON_TYPE } }),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.headers.get("access-control-allow-origin")).toBe(null);
    }
  });

  it("may not use the token it got there on the MCP endpoint, unless its origin is allowed", async () => {
    const { tokens } = await connect(node);
    const call = (at: OAuthNode) =>
      at.fetch(at.resource, {
        method: "POST",
        headers: {
          origin: PAGE,
          authorization: `Bearer ${tokens.access_token}`,
          "content-type": JSON_TYPE,
          accept: "application/json, text/event-stream",
        },
        body: "{}",
      });
    expect((await call(node)).status).toBe(403);
    const allowing = await startOAuthNode({
      config: { ...node.config, allowedOrigins: [...node.config.allowedOrigins, "inspector.example"] },
    });
    const answer = await call(allowing);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("access-control-allow-origin")).toBe(PAGE);
    expect(answer.headers.get("access-control-expose-headers")).toContain("www-authenticate");
  });

  it.each([
    ["v1", "none"],
    ["v2 legacy", "none"],
    ["v2 legacy", "client_secret_basic"],
  ] as const)("connects with SDK %s (%s) where its origin is allowed", async (sdk, method) => {
    const metadata = { token_endpoint_auth_method: method };
    const memory = new ClientMemory({ redirectUrl: `${PAGE}/oauth/callback`, metadata });
    // The MCP endpoint is asked as a page of an allowed origin would.
    const fetch: Fetch = (url, init) =>
      new URL(url).pathname === "/mcp" ? node.fetch(url, init) : asPage(url, init);
    const person = (url: URL) => authorize(node, url.href);
    const client = await connectByOAuth(node, sdk, memory, { fetch, person });
    expect(await client.listTools()).toContain("remember");
    await client.close();
  });

  it("is told what is wrong with a request, and by which client", async () => {
    const { client, tokens } = await connect(node);
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      client_id: client.client_id,
      refresh_token: `${tokens.refresh_token}x`,
    });
    const answer = await ask("/token", {
      method: "POST",
      headers: { "content-type": FORM },
      body: body.toString(),
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([400, "*"]);
    expect(await answer.json()).toMatchObject({ error: "invalid_grant" });
    const gone = await ask("/token", {
      method: "POST",
      headers: { "content-type": FORM },
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: "gone",
        refresh_token: "x",
      }).toString(),
    });
    expect([gone.status, gone.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  });
});
