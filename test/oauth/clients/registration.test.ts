import { beforeAll, describe, expect, it } from "vitest";
import { addClient } from "../../../src/app/clients/add-client.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import type { Browser } from "../support/browser.ts";
import { ClientMemory, type ClientProfile } from "../support/client-memory.ts";
import { authorize } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { connectByOAuth, SDKS } from "../support/sdk-client.ts";

const REDIRECT = "https://client.example/callback";
const DOCUMENT = "https://client.example/oauth/client.json";
const PAST_ACCESS_MINUTES = 16;

let node: OAuthNode;
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode({
    fetchClientDocument: async (url) => ({
      json: { client_id: url, client_name: "A client with a document", redirect_uris: [REDIRECT] },
    }),
  });
  await node.addUser();
  browser = node.browser();
});

/** As `awareness clients add` does. */
async function added(confidential: boolean): Promise<ClientProfile> {
  const deps = {
    clock: { now: () => Date.now() },
    log: createLogger("silent", { write: () => {} }),
    packageRoot: process.cwd(),
  };
  const request = { name: "Added client", redirectUris: [REDIRECT], confidential };
  const { id, secret } = await addClient(node.config, deps, request);
  expect(secret !== undefined).toBe(confidential);
  const information = { client_id: id, ...(secret === undefined ? {} : { client_secret: secret }) };
  return { redirectUrl: REDIRECT, information };
}

const REGISTRATIONS = [
  {
    how: "its metadata document",
    profile: async (): Promise<ClientProfile> => ({ redirectUrl: REDIRECT, documentUrl: DOCUMENT }),
    knows: { client_id: DOCUMENT },
  },
  {
    how: "dynamic registration",
    profile: async (): Promise<ClientProfile> => ({ redirectUrl: REDIRECT }),
    knows: { client_id: expect.stringMatching(/^test-client-[\w-]{16}$/) },
  },
  {
    how: "dynamic registration, with a secret",
    profile: async (): Promise<ClientProfile> => ({
      redirectUrl: REDIRECT,
      metadata: { token_endpoint_auth_method: "client_secret_post" },
    }),
    knows: { client_secret: expect.any(String) },
  },
  { how: "awareness clients add", profile: () => added(false), knows: {} },
  { how: "awareness clients add --confidential", profile: () => added(true), knows: {} },
];

describe.each(SDKS)("a client with SDK %s", (sdk) => {
  it.each(REGISTRATIONS)("gets from the connector URL to a tool by $how", async ({ profile, knows }) => {
    const memory = new ClientMemory(await profile());
    const person = (url: URL) => authorize(node, url.href, { browser });
    const client = await connectByOAuth(node, sdk, memory, { person });
    expect(memory.information).toMatchObject(knows);
    const [asked] = memory.authorizations;
    expect(asked?.searchParams.get("resource")).toBe(node.resource);
    const entry = { source: "tests", tags: [], description: `written by ${sdk}` };
    const { isError, json } = await client.callTool("remember", entry);
    expect(isError).toBe(false);

    const before = memory.kept;
    passMinutes(PAST_ACCESS_MINUTES);
    const { json: found } = await client.callTool("fetch", { id: json.id });
    expect(found.text).toContain(`written by ${sdk}`);
    expect(memory.kept.access_token).not.toBe(before.access_token);
    expect(memory.kept.refresh_token).not.toBe(before.refresh_token);
    await client.close();

    const back = await connectByOAuth(node, sdk, memory, {
      person: () => Promise.reject(new Error("asked")),
    });
    expect(await back.listTools()).toContain("remember");
    await back.close();
    expect(memory.authorizations).toHaveLength(1);
    expect(memory.forgotten).toEqual([]);
  });
});
