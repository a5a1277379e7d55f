import { afterAll, beforeAll, expect, it } from "vitest";
import { createFetchPublic } from "../../../src/oauth/server/client-documents.ts";
import type { Browser } from "../support/browser.ts";
import { authorizeUrl, makePkce, signIn } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import {
  DOCUMENT_REDIRECT,
  type DocumentHost,
  resolveTo,
  startDocumentHost,
} from "./support/document-host.ts";

let host: DocumentHost;
let node: OAuthNode;
let other: OAuthNode;
beforeAll(async () => {
  host = await startDocumentHost();
  const fetchClientDocument = createFetchPublic({
    ca: host.ca,
    isPublic: (address) => address === "127.0.0.1",
    ...resolveTo(["127.0.0.1"]),
  });
  node = await startOAuthNode({ fetchClientDocument });
  await node.addUser();
  const { database, dataDir } = node.config;
  other = await startOAuthNode({ fetchClientDocument, config: { database, dataDir } });
});
afterAll(() => host.close());

/** Asks one node, and goes on in the same browser at the other one, which has not seen the document. */
async function goOver(clientId: string): Promise<{ readonly browser: Browser; readonly url: string }> {
  const before = node.browser();
  const params = { redirect_uri: DOCUMENT_REDIRECT };
  const { url } = await before.open(authorizeUrl(node, clientId, makePkce(), params));
  const browser = other.browser();
  for (const { name, value, path } of before.cookies.values()) browser.plant(name, value, path);
  return { browser, url };
}

it("a person may go on at another node", async () => {
  const { browser, url } = await goOver(host.serveClient("/client"));
  const page = await browser.open(url);
  expect([page.status, page.html.includes("Published")]).toEqual([200, true]);
  const consent = await signIn(browser, page);
  expect(consent.html).toContain("Allow access to your memory?");
});

it("a client whose document is gone meanwhile is a page that says what to do", async () => {
  const { browser, url } = await goOver(host.serveClient("/gone"));
  host.serve("/gone", (response) => void response.writeHead(404).end());
  const page = await browser.open(url);
  expect(page.status).toBe(400);
  expect(page.html).toContain("connect again");
});
