import { beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import { ClientMemory, type ClientProfile } from "../support/client-memory.ts";
import { authorize, register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { connectByOAuth, type Sdk } from "../support/sdk-client.ts";

const VS_CODE_DOCUMENT = "https://vscode.dev/oauth/client-metadata.json";
const ZED_DOCUMENT = "https://zed.dev/oauth/client-metadata.json";
const VS_CODE_CALLBACKS = [
  "https://insiders.vscode.dev/redirect",
  "https://vscode.dev/redirect",
  "http://127.0.0.1/",
  "http://127.0.0.1:33418/",
];

interface Editor {
  readonly name: string;
  readonly sdk: Sdk;
  readonly profile: ClientProfile;
  /** Asks for everything that the server's metadata name, as they are. */
  readonly allScopes?: boolean;
}

const vsCode = (redirectUrl: string, documentUrl?: string): ClientProfile => ({
  redirectUrl,
  metadata: {
    client_name: "Visual Studio Code",
    client_uri: "https://code.visualstudio.com",
    redirect_uris: VS_CODE_CALLBACKS,
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    application_type: "native",
  },
  ...(documentUrl === undefined ? {} : { documentUrl }),
});

const cursor = (redirectUrl: string): ClientProfile => ({
  redirectUrl,
  metadata: {
    client_name: "Cursor",
    redirect_uris: [
      "cursor://anysphere.cursor-mcp/oauth/callback",
      "http://localhost:8787/callback",
      "https://www.cursor.com/agents/mcp/oauth/callback",
    ],
  },
});

const EDITORS: readonly Editor[] = [
  { name: "VS Code", sdk: "v1", allScopes: true, profile: vsCode("https://vscode.dev/redirect") },
  { name: "VS Code", sdk: "v1", allScopes: true, profile: vsCode("https://insiders.vscode.dev/redirect") },
  { name: "VS Code", sdk: "v2 legacy", allScopes: true, profile: vsCode("http://127.0.0.1:33418/") },
  { name: "VS Code", sdk: "v1", allScopes: true, profile: vsCode("http://127.0.0.1:49877/") },
  {
    name: "VS Code",
    sdk: "v2 modern",
    allScopes: true,
    profile: vsCode("http://127.0.0.1:50113/", VS_CODE_DOCUMENT),
  },
  { name: "Cursor", sdk: "v1", profile: cursor("cursor://anysphere.cursor-mcp/oauth/callback") },
  { name: "Cursor", sdk: "v1", profile: cursor("http://localhost:8787/callback") },
  { name: "Cursor", sdk: "v1", profile: cursor("https://www.cursor.com/agents/mcp/oauth/callback") },
  {
    name: "Gemini CLI",
    sdk: "v1",
    profile: {
      redirectUrl: "http://localhost:7777/oauth/callback",
      metadata: { client_name: "Gemini CLI MCP Client", scope: "" },
    },
  },
  {
    name: "Perplexity",
    sdk: "v1",
    profile: {
      redirectUrl: "https://www.perplexity.ai/rest/connections/oauth_callback",
      metadata: { client_name: "Perplexity", token_endpoint_auth_method: "client_secret_basic" },
    },
  },
  {
    name: "Zed",
    sdk: "v2 legacy",
    profile: { redirectUrl: "http://127.0.0.1:51600/callback", documentUrl: ZED_DOCUMENT },
  },
  {
    name: "Zed",
    sdk: "v1",
    profile: { redirectUrl: "http://127.0.0.1:51601/callback", metadata: { client_name: "Zed" } },
  },
];

let node: OAuthNode;
let browser: Browser;
beforeAll(async () => {
  const documents: Readonly<Record<string, object>> = {
    [VS_CODE_DOCUMENT]: {
      client_id: VS_CODE_DOCUMENT,
      client_name: "Visual Studio Code",
      redirect_uris: VS_CODE_CALLBACKS,
    },
    [ZED_DOCUMENT]: {
      client_id: ZED_DOCUMENT,
      client_name: "Zed",
      redirect_uris: ["http://127.0.0.1/callback", "http://[::1]/callback"],
    },
  };
  node = await startOAuthNode({ fetchClientDocument: async (url) => ({ json: documents[url] }) });
  await node.addUser();
  browser = node.browser();
});

async function allScopes(): Promise<string> {
  const response = await node.fetch(`${node.issuer}/.well-known/oauth-authorization-server`);
  return ((await response.json()) as { readonly scopes_supported: readonly string[] }).scopes_supported.join(
    " ",
  );
}

describe("an editor or assistant", () => {
  it.each(EDITORS)(
    "$name connects by $profile.redirectUrl, and stays connected",
    async ({ sdk, profile, allScopes: all }) => {
      const memory = new ClientMemory(profile);
      const asked = all === true ? await allScopes() : undefined;
      const person = (url: URL) => {
        if (asked !== undefined) url.searchParams.set("scope", asked);
        return authorize(node, url.href, { browser });
      };
      const client = await connectByOAuth(node, sdk, memory, { person });
      const scopes: readonly string[] = memory.kept.scope.split(" ");
      expect(scopes).toEqual(expect.arrayContaining(["memory:read", "memory:write", "memory:delete"]));
      passMinutes(16);
      expect((await client.callTool("get_briefing")).isError).toBe(false);
      expect(memory.authorizations).toHaveLength(1);
      await client.close();
    },
  );
});

it("the resource is named as it was typed, to the byte, for clients that compare it", async () => {
  const response = await node.fetch(`${node.issuer}/.well-known/oauth-protected-resource/mcp`);
  const { resource } = (await response.json()) as { readonly resource: string };
  expect(resource).toBe("https://memory.example/mcp");
});

it("a callback with a scheme of its own is good as a whole, and only where it is known", async () => {
  for (const uri of [
    "cursor://anysphere.cursor-mcp/oauth/callback/",
    "cursor://anysphere.cursor-mcp/oauth/callback?x=1",
    "cursor://evil/oauth/callback",
    "vscode://anything/callback",
    "CURSOR://anysphere.cursor-mcp/oauth/callback",
  ]) {
    await expect(register(node, { redirect_uris: [uri] })).rejects.toThrow("invalid_redirect_uri");
  }
});
