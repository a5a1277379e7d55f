import { beforeAll, expect, it } from "vitest";
import { authorizeUrl, makePkce, register, signIn } from "./support/flow.ts";
import { type OAuthNode, startOAuthNode } from "./support/node.ts";

let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
});

it("a consent that names no source is asked for again, with everything else as it was chosen", async () => {
  const browser = node.browser();
  const client = await register(node);
  const page = await browser.open(authorizeUrl(node, client.client_id, makePkce()));
  const asked = await signIn(browser, page);
  const choice = { decision: "allow", scope: "memory:write", sources: "some", more_sources: " , " };
  const again = await browser.submit(asked, choice, { action: "" });
  expect(again.status).toBe(400);
  expect(again.html).toContain("Tick or name at least one source, or choose everything.");
  const ticked = [...again.html.matchAll(/<input [^>]*value="([^"]*)"[^>]* checked/g)].map(
    ([, value]) => value,
  );
  expect(ticked).toEqual(["memory:write", "some"]);
});

it("a source that is too long to be one is shown again as it was typed", async () => {
  const browser = node.browser();
  const client = await register(node);
  const page = await browser.open(authorizeUrl(node, client.client_id, makePkce()));
  const asked = await signIn(browser, page);
  const long = "x".repeat(10_000);
  const choice = { decision: "allow", sources: "some", more_sources: long };
  const again = await browser.submit(asked, choice, { action: "" });
  expect(again.status).toBe(400);
  expect(again.html).toContain(`value="${long}"`);
});
