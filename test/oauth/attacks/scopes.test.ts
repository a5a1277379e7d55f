import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { connectClient } from "../../helpers/clients.ts";
import type { Browser } from "../support/browser.ts";
import {
  ALLOW,
  authorize,
  authorizeUrl,
  makePkce,
  postToken,
  type RegisteredClient,
  redeem,
  register,
} from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";

let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
  browser = node.browser();
});

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Tokens for what a client asks for, and somebody decides. */
async function getTokens(scope: string | undefined, consent: Fields = ALLOW) {
  client = await register(node);
  const pkce = makePkce();
  const url = authorizeUrl(node, client.client_id, pkce, { scope });
  const callback = await authorize(node, url, { browser, consent });
  return (await redeem(node, client.client_id, callback, pkce)).json;
}

const refresh = (token: string, scope?: string) =>
  postToken(node, { grant_type: "refresh_token", client_id: client.client_id, refresh_token: token, scope });

async function callTool(token: string, name: string, args: Record<string, unknown>) {
  const mcp = await connectClient("v2 modern", {
    kind: "http",
    url: `http://127.0.0.1:${node.port}/mcp`,
    token,
  });
  try {
    return await mcp.callTool(name, args);
  } finally {
    await mcp.close();
  }
}

const scopeOf = (token: string) => decodeJwt(token).scope;

it.each([
  ["memory:admin", "memory:read memory:write memory:delete"],
  ["memory:read memory:admin", "memory:read"],
  ["memory:*", "memory:read memory:write memory:delete"],
  ["MEMORY:ADMIN memory:read", "memory:read"],
  [undefined, "memory:read memory:write memory:delete"],
  ["", "memory:read memory:write memory:delete"],
])("nobody can give away more than there is to ask for: %j", async (scope, given) => {
  const { access_token: token, scope: told } = await getTokens(scope);
  expect([scopeOf(token), told]).toEqual([given, given]);
});

describe("what was not ticked", () => {
  it("is not in the token, and cannot be done with it", async () => {
    const tokens = await getTokens("memory:read memory:write memory:delete", {
      decision: "allow",
      scope: [],
      sources: "all",
    });
    expect([scopeOf(tokens.access_token), tokens.scope]).toEqual(["memory:read", "memory:read"]);
    const note = { source: "a", tags: [], description: "x" };
    await expect(callTool(tokens.access_token, "remember", note)).rejects.toThrow('required "memory:write"');
  });

  it("does not come back with a refresh token", async () => {
    const tokens = await getTokens("memory:read memory:write", {
      decision: "allow",
      scope: [],
      sources: "all",
    });
    const { json } = await refresh(tokens.refresh_token);
    expect(scopeOf(json.access_token)).toBe("memory:read");
    const wide = await refresh(json.refresh_token, "memory:read memory:write");
    expect([wide.status, wide.json.error]).toEqual([400, "invalid_scope"]);
  });

  it("cannot be ticked by whoever forges the form for more than the client asks for", async () => {
    const { access_token: token } = await getTokens("memory:read", {
      decision: "allow",
      scope: ["memory:write", "memory:delete", "memory:admin"],
      sources: "all",
    });
    expect(scopeOf(token)).toBe("memory:read");
  });
});

it("a refresh token gives no scope that was not asked for, and is not used up by the try", async () => {
  const { refresh_token: token } = await getTokens("memory:read");
  for (const scope of ["memory:write", "memory:read memory:delete", "memory:admin", "memory:read openid"]) {
    const { status, json } = await refresh(token, scope);
    expect([scope, status, json.error]).toEqual([scope, 400, "invalid_scope"]);
  }
  expect((await refresh(token)).status).toBe(200);
});

describe("a client that was let into some sources only", () => {
  let token: string;
  beforeAll(async () => {
    const open = await getTokens("memory:read memory:write");
    const note = { source: "private", tags: ["secret"], description: "the code of the safe" };
    await callTool(open.access_token, "remember", note);
    const tokens = await getTokens("memory:read memory:write", {
      ...ALLOW,
      sources: "some",
      more_sources: "work",
    });
    token = (await refresh(tokens.refresh_token)).json.access_token;
  });

  it("writes into no other", async () => {
    const note = { tags: [], description: "x" };
    expect(await callTool(token, "remember", { ...note, source: "work" })).toMatchObject({ isError: false });
    expect(await callTool(token, "remember", { ...note, source: "private" })).toMatchObject({
      isError: true,
    });
  });

  it("reads no other", async () => {
    const found = await callTool(token, "search", { query: "safe" });
    expect(JSON.stringify(found)).not.toContain("the code of the safe");
  });
});

it("only some sources, and none named, is not everything", async () => {
  client = await register(node);
  const url = authorizeUrl(node, client.client_id, makePkce());
  for (const fields of [{ sources: "some" }, { sources: "some", more_sources: " , ," }, { sources: "" }]) {
    const page = await browser.open(url);
    const answer = await browser.submit(page, { ...ALLOW, ...fields });
    expect([answer.status, answer.leftTo]).toEqual([400, undefined]);
    expect(answer.html).toContain("Tick or name at least one source");
  }
});
