import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import {
  authorize,
  authorizeUrl,
  callMcp,
  makePkce,
  postToken,
  REDIRECT,
  type RegisteredClient,
  redeem,
} from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { askAuthorize, expectErrorTo } from "./support/requests.ts";

const OTHERS = [
  "https://other.example/mcp",
  "https://memory.example",
  "https://memory.example/",
  "https://memory.example/mcp/",
  "https://memory.example/MCP",
  "https://memory.example/mcp/other",
  "https://memory.example/mcp?x=1",
  "https://memory.example/mcp#x",
  "https://user@memory.example/mcp",
  "https://memory.example:8443/mcp",
  "https://memory.example.evil.com/mcp",
  "http://memory.example/mcp",
  "https://127.0.0.1/mcp",
  "urn:other",
  "no URL",
];
const OURS = [
  "https://memory.example/mcp",
  "HTTPS://Memory.Example/mcp",
  "https://memory.example:443/mcp",
  "",
];

let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
beforeAll(async () => {
  ({ node, client, browser } = await startSite());
});

async function getCode(resource?: string) {
  const pkce = makePkce();
  const url = authorizeUrl(node, client.client_id, pkce, { resource });
  return { pkce, callback: await authorize(node, url, { browser }) };
}

const refresh = (token: string, resource?: string) =>
  postToken(node, {
    grant_type: "refresh_token",
    client_id: client.client_id,
    refresh_token: token,
    resource,
  });

describe("the memory of this server is all that there are tokens for:", () => {
  it.each(OTHERS)("a request for %j goes back to the client", async (resource) => {
    const answer = await askAuthorize(node, client.client_id, { resource });
    expectErrorTo(answer, { node, redirect: REDIRECT, error: "invalid_target" });
  });

  it("a request for it and for another one too", async () => {
    const url = new URL(authorizeUrl(node, client.client_id, makePkce()));
    url.searchParams.append("resource", "https://other.example/mcp");
    const response = await node.fetch(url, { redirect: "manual" });
    expect(response.headers.get("location")).toContain("error=invalid_target");
  });

  it("what is swapped at the token endpoint is refused, and spoils neither code nor refresh token", async () => {
    const { pkce, callback } = await getCode(node.resource);
    for (const resource of OTHERS) {
      const { status, json } = await redeem(node, client.client_id, callback, pkce, { resource });
      expect([resource, status, json.error]).toEqual([resource, 400, "invalid_target"]);
    }
    const { status, json: tokens } = await redeem(node, client.client_id, callback, pkce);
    expect(status).toBe(200);
    for (const resource of OTHERS) {
      const answer = await refresh(tokens.refresh_token, resource);
      expect([resource, answer.status, answer.json.error]).toEqual([resource, 400, "invalid_target"]);
    }
    expect(await refresh(tokens.refresh_token, node.resource)).toMatchObject({ status: 200 });
  });

  it.each([...OURS, undefined])("%j is ours, and tokens name it in one spelling", async (resource) => {
    const { pkce, callback } = await getCode(resource);
    const { json } = await redeem(node, client.client_id, callback, pkce, { resource });
    expect(decodeJwt(json.access_token).aud).toBe("https://memory.example/mcp");
    const { json: next } = await refresh(json.refresh_token, resource);
    expect(decodeJwt(next.access_token).aud).toBe("https://memory.example/mcp");
    expect(await callMcp(node, next.access_token)).toBe(200);
  });
});

it("what tells a client who signed in opens nothing", async () => {
  const pkce = makePkce();
  const scope = "openid memory:read";
  const callback = await authorize(node, authorizeUrl(node, client.client_id, pkce, { scope }), { browser });
  const { json } = await redeem(node, client.client_id, callback, pkce);
  expect(await callMcp(node, json.id_token)).toBe(401);
  expect(await callMcp(node, json.refresh_token)).toBe(401);
  expect(await callMcp(node, json.access_token)).toBe(200);
});
