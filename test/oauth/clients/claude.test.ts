import { beforeAll, expect, it } from "vitest";
import { revokeClient } from "../../../src/app/clients/revoke-client.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import type { Browser } from "../support/browser.ts";
import { ClientMemory, type ClientProfile } from "../support/client-memory.ts";
import { authorize } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { connectByOAuth, isUnauthorized, type Sdk } from "../support/sdk-client.ts";

const WEB_DOCUMENT = "https://claude.ai/oauth/mcp-oauth-client-metadata";
const CODE_DOCUMENT = "https://claude.ai/oauth/claude-code-client-metadata";
const WEB_CALLBACKS = ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"];

const DOCUMENTS: Readonly<Record<string, object>> = {
  [WEB_DOCUMENT]: {
    client_id: WEB_DOCUMENT,
    client_name: "Claude",
    client_uri: "https://claude.ai",
    logo_uri: "https://claude.ai/logo.png",
    redirect_uris: WEB_CALLBACKS,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  },
  [CODE_DOCUMENT]: {
    client_id: CODE_DOCUMENT,
    client_name: "Claude Code",
    redirect_uris: ["http://localhost/callback", "http://127.0.0.1/callback"],
    token_endpoint_auth_method: "none",
  },
};

const deps = {
  clock: { now: () => Date.now() },
  log: createLogger("silent", { write: () => {} }),
  packageRoot: process.cwd(),
};

let node: OAuthNode;
let browser: Browser;
let readable: boolean;
beforeAll(async () => {
  readable = true;
  node = await startOAuthNode({
    fetchClientDocument: async (url) => {
      if (!readable) throw new Error("cannot be reached");
      return { json: DOCUMENTS[url] };
    },
  });
  await node.addUser();
  browser = node.browser();
});

/** On the web Claude says in which order it registers; without its document it registers dynamically. */
function web(callback = WEB_CALLBACKS[0] ?? "", document = true): ClientProfile {
  return {
    redirectUrl: callback,
    metadata: { client_name: "Claude", redirect_uris: WEB_CALLBACKS, scope: "claudeai" },
    ...(document ? { documentUrl: WEB_DOCUMENT } : {}),
  };
}

const code = (port: number, document: boolean): ClientProfile => ({
  redirectUrl: `http://localhost:${port}/callback`,
  metadata: { client_name: "Claude Code (awareness)" },
  ...(document ? { documentUrl: CODE_DOCUMENT } : {}),
});

const person = (url: URL) => authorize(node, url.href, { browser });

it.each([
  ["claude.ai", "v1", web(WEB_CALLBACKS[0])],
  ["claude.com", "v2 legacy", web(WEB_CALLBACKS[1])],
  ["Claude Code by its document", "v1", code(52_811, true)],
  ["Claude Code by its document", "v2 modern", code(61_003, true)],
  ["Claude Code, registered", "v1", code(49_152, false)],
] as const)("%s connects (SDK %s)", async (_name, sdk, profile) => {
  const memory = new ClientMemory(profile);
  const client = await connectByOAuth(node, sdk, memory, { person });
  expect((await client.callTool("get_briefing")).isError).toBe(false);
  await client.close();
  expect(memory.information.client_id.startsWith("https:")).toBe(profile.documentUrl !== undefined);
  expect(memory.kept.refresh_token).toEqual(expect.any(String));
});

it("Claude Code comes back on another port, with the client that it is by then", async () => {
  const first = new ClientMemory(code(50_001, false));
  await (await connectByOAuth(node, "v1", first, { person })).close();
  const second = new ClientMemory({ ...code(50_002, false), information: first.information });
  const client = await connectByOAuth(node, "v1", second, { person });
  expect(await client.listTools()).toContain("remember");
  expect(second.authorizations[0]?.searchParams.get("redirect_uri")).toBe("http://localhost:50002/callback");
  await client.close();
});

it("where its document cannot be read, a page says so, and Claude registers itself instead", async () => {
  readable = false;
  const url = "https://claude.ai/oauth/another-document";
  const memory = new ClientMemory({ ...web(), documentUrl: url });
  await expect(connectByOAuth(node, "v1", memory, { person })).rejects.toThrow(": 400 <!doctype html>");
  const fallback = new ClientMemory(web(WEB_CALLBACKS[0], false));
  const client = await connectByOAuth(node, "v1", fallback, { person });
  expect(await client.listTools()).toContain("remember");
  expect(fallback.information.client_id).toMatch(/^claude-/);
  await client.close();
  readable = true;
});

it.each(["v1", "v2 legacy"] as const)(
  "a deleted client is told so by a 401, registers again, and a person lets it in again (SDK %s)",
  async (sdk: Sdk) => {
    const memory = new ClientMemory(web(WEB_CALLBACKS[0], false));
    const client = await connectByOAuth(node, sdk, memory, { person });
    const { client_id: former } = memory.information;
    await revokeClient(node.config, deps, former, undefined);
    const { status, body } = await refresh(former, memory.kept.refresh_token);
    expect([status, body.error]).toEqual([401, "invalid_client"]);
    passMinutes(16);
    const failure = await client.callTool("get_briefing").catch((error: unknown) => error);
    expect(isUnauthorized(failure)).toBe(true);
    expect(memory.information.client_id).not.toBe(former);
    expect(memory.kept).toBeUndefined();
    await client.close();
    const again = await connectByOAuth(node, sdk, memory, { person });
    expect((await again.callTool("get_briefing")).isError).toBe(false);
    await again.close();
  },
);

it("of a client with a document that was taken back, the refresh token is refused and nothing else is asked", async () => {
  const memory = new ClientMemory(web());
  await (await connectByOAuth(node, "v1", memory, { person })).close();
  await revokeClient(node.config, deps, WEB_DOCUMENT, undefined);
  const { status, body } = await refresh(WEB_DOCUMENT, memory.kept.refresh_token);
  expect([status, body.error]).toEqual([400, "invalid_grant"]);
});

async function refresh(clientId: string, token: string) {
  const response = await node.fetch(`${node.issuer}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: token,
    }).toString(),
  });
  return { status: response.status, body: (await response.json()) as { readonly error?: string } };
}
