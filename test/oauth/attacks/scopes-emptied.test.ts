import { decodeJwt } from "jose";
import { beforeAll, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import { authorize, authorizeUrl, makePkce, postToken, redeem, register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";

let node: OAuthNode;
/** Signs in once for all: an account has not as many tries in a while. */
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
  browser = node.browser();
});

/** Lets a client in for reading alone, whatever it asks for. */
async function letRead(scope: string) {
  const { client_id: id } = await register(node);
  const pkce = makePkce();
  const consent = { decision: "allow", scope: [], sources: "all" };
  const callback = await authorize(node, authorizeUrl(node, id, pkce, { scope }), { browser, consent });
  return { id, callback, answer: await redeem(node, id, callback, pkce) };
}

async function write(token: string) {
  const response = await node.fetch(node.resource, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "remember",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: {
        name: "remember",
        arguments: { source: "x", description: "written" },
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": { name: "t", version: "1" },
          "io.modelcontextprotocol/clientCapabilities": {},
        },
      },
    }),
  });
  await response.body?.cancel();
  return response.status;
}

const SCOPES = [
  "memory:read openid",
  "memory:read offline_access",
  "openid memory:write",
  "memory:write",
  "openid",
];

it.each(SCOPES)("asked for as %j and allowed to read, a client reads and no more", async (scope) => {
  const { answer } = await letRead(scope);
  expect([answer.status, answer.json.scope]).toEqual([200, "memory:read"]);
  expect(decodeJwt(answer.json.access_token).scope).toBe("memory:read");
  expect(await write(answer.json.access_token)).toBe(403);
});

it.each(["openid", "offline_access", "memory:write", "openid memory:delete", "", "nothing"])(
  "a refresh that narrows its scope to %j gives no more either",
  async (narrow) => {
    const { id, answer } = await letRead("memory:read memory:write memory:delete openid offline_access");
    const refresh = { grant_type: "refresh_token", client_id: id, refresh_token: answer.json.refresh_token };
    const { status, json } = await postToken(node, { ...refresh, scope: narrow });
    if (status !== 200) return expect(json.error).toBe("invalid_scope");
    expect(json.scope).toBe("memory:read");
    expect(await write(json.access_token)).toBe(403);
  },
);
