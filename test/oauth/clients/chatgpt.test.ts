import { createPrivateKeyJwtAuth } from "@modelcontextprotocol/client";
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { Browser, Fetch } from "../support/browser.ts";
import { ClientMemory, type ClientProfile } from "../support/client-memory.ts";
import { authorize } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { connectByOAuth } from "../support/sdk-client.ts";

const STABLE = "https://chatgpt.com/connector_platform_oauth_redirect";
const OWN = "https://chatgpt.com/connector/oauth/cb_7f3a";
const PUBLIC_ID = "https://chatgpt.com/oauth/cb_7f3a/client.json";
const KEYED_ID = "https://chatgpt.com/oauth/cb_91ce/client.json";
const KEYS = "https://chatgpt.com/oauth/jwks.json";

let node: OAuthNode;
let browser: Browser;
let keyed: ClientProfile;
beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const common = { client_name: "ChatGPT", redirect_uris: [STABLE, OWN], client_uri: "https://chatgpt.com" };
  const documents: Readonly<Record<string, object>> = {
    [PUBLIC_ID]: { ...common, client_id: PUBLIC_ID, token_endpoint_auth_method: "none" },
    [KEYED_ID]: {
      ...common,
      client_id: KEYED_ID,
      token_endpoint_auth_method: "private_key_jwt",
      jwks_uri: KEYS,
    },
    [KEYS]: { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "RS256", use: "sig" }] },
  };
  keyed = {
    redirectUrl: STABLE,
    documentUrl: KEYED_ID,
    addClientAuthentication: createPrivateKeyJwtAuth({
      issuer: KEYED_ID,
      subject: KEYED_ID,
      privateKey: await exportPKCS8(privateKey),
      alg: "RS256",
    }),
  };
  node = await startOAuthNode({ fetchClientDocument: async (url) => ({ json: documents[url] }) });
  await node.addUser();
  browser = node.browser();
});

/** Notes the form of every request to the token endpoint. */
function noting(forms: URLSearchParams[]): Fetch {
  return (url, init) => {
    if (new URL(url).pathname === "/token") forms.push(new URLSearchParams(String(init?.body)));
    return node.fetch(url, init);
  };
}

const PROFILES: readonly [string, () => ClientProfile][] = [
  ["by its document", () => ({ redirectUrl: STABLE, documentUrl: PUBLIC_ID })],
  ["by its document, at a callback of its own", () => ({ redirectUrl: OWN, documentUrl: PUBLIC_ID })],
  ["by its document and a key that this names", () => keyed],
  ["registered dynamically", () => ({ redirectUrl: STABLE, metadata: { client_name: "ChatGPT" } })],
];

describe("ChatGPT", () => {
  it.each(PROFILES)("connects %s: iss comes back, the resource is said everywhere", async (_how, profile) => {
    const metadata = await node.fetch(`${node.issuer}/.well-known/oauth-authorization-server`);
    const known = (await metadata.json()) as Record<string, unknown>;
    expect(known.authorization_response_iss_parameter_supported).toBe(true);
    const memory = new ClientMemory(profile());
    const [forms, callbacks] = [[] as URLSearchParams[], [] as URL[]];
    const person = async (url: URL) => {
      const callback = await authorize(node, url.href, { browser });
      callbacks.push(callback);
      return callback;
    };
    const fetch = noting(forms);
    const client = await connectByOAuth(node, "v2 modern", memory, { fetch, person });
    expect(callbacks[0]?.searchParams.getAll("iss")).toEqual([known.issuer]);
    expect(`${callbacks[0]?.origin}${callbacks[0]?.pathname}`).toBe(memory.redirectUrl);
    passMinutes(16);
    const found = await client.callTool("search", { query: "anything" });
    expect(found.structured).toHaveProperty("results");
    expect(memory.authorizations[0]?.searchParams.get("resource")).toBe(node.resource);
    expect(forms.map((form) => [form.get("grant_type"), form.get("resource")])).toEqual([
      ["authorization_code", node.resource],
      ["refresh_token", node.resource],
    ]);
    await client.close();
  });

  it("is not believed with another's key", async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const memory = new ClientMemory({
      ...keyed,
      addClientAuthentication: createPrivateKeyJwtAuth({
        issuer: KEYED_ID,
        subject: KEYED_ID,
        privateKey: await exportPKCS8(privateKey),
        alg: "RS256",
      }),
    });
    const person = (url: URL) => authorize(node, url.href, { browser });
    await expect(connectByOAuth(node, "v2 legacy", memory, { person })).rejects.toThrow();
    expect(memory.kept).toBeUndefined();
  });

  it("is told the issuer also when the person says no", async () => {
    const memory = new ClientMemory({ redirectUrl: STABLE, documentUrl: PUBLIC_ID });
    const refusing = (url: URL) =>
      authorize(node, url.href, { browser: node.browser(), consent: { decision: "deny" } });
    await expect(connectByOAuth(node, "v2 legacy", memory, { person: refusing })).rejects.toMatchObject({
      code: "access_denied",
    });
    expect(memory.kept).toBeUndefined();
  });
});
