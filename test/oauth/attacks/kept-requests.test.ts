import { beforeAll, expect, it } from "vitest";
import { ALLOW, authorizeUrl, makePkce, type RegisteredClient, signIn } from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { passMinutes } from "../support/pass-time.ts";
import { startSite } from "../support/site.ts";
import { askAuthorize, expectErrorPage } from "./support/requests.ts";

let node: OAuthNode;
let client: RegisteredClient;
beforeAll(async () => {
  ({ node, client } = await startSite());
});

const start = (browser = node.browser()) => browser.open(authorizeUrl(node, client.client_id, makePkce()));

it.each([
  ["a state of more than 2 KB", { state: "s".repeat(2_049) }],
  ["a query of more than 4 KB", { login_hint: "a".repeat(4_096) }],
])("%s is refused on a page, and nothing is kept of it", async (_, params) => {
  const answer = await askAuthorize(node, client.client_id, params);
  expectErrorPage(answer, "This request cannot be answered");
  expect(answer.headers.getSetCookie()).toEqual([]);
});

it("a state of 2 KB comes back whole", async () => {
  const state = "s".repeat(2_048);
  const answer = await askAuthorize(node, client.client_id, { state, prompt: "none" });
  expect(answer.location?.searchParams.get("state")).toBe(state);
});

it("a request is kept for 15 minutes until somebody signs in, and then for an hour", async () => {
  const browser = node.browser();
  const page = await start(browser);
  const other = node.browser();
  const forgotten = await start(other);
  passMinutes(14);
  const consent = await signIn(browser, page);
  passMinutes(2);
  expect((await signIn(other, forgotten)).html).toContain("This took too long");
  passMinutes(56);
  expect((await browser.submit(consent, ALLOW)).leftTo).toContain("code=");
});

it("a decision that takes more than an hour is no longer taken", async () => {
  const browser = node.browser();
  const consent = await signIn(browser, await start(browser));
  passMinutes(61);
  expect((await browser.submit(consent, ALLOW)).html).toContain("This took too long");
});
