import { beforeAll, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import { authorizeUrl, makePkce, type RegisteredClient, signIn } from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { ask, cookieHeader } from "./support/requests.ts";

let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
beforeAll(async () => {
  ({ node, client, browser } = await startSite());
});

/** What every page says, whoever asks for it and whatever went wrong. */
function expectShielded(headers: Headers, html: string): void {
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = Object.fromEntries(
    (headers.get("content-security-policy") ?? "")
      .split("; ")
      .map((part) => [part.slice(0, part.indexOf(" ")), part.slice(part.indexOf(" ") + 1)]),
  );
  expect(policy).toMatchObject({
    "default-src": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
  });
  expect(policy["form-action"]).toMatch(/^'self'/);
  expect(headers.get("content-security-policy")).not.toMatch(/unsafe|data:|\*/);
  expect(headers.get("x-frame-options")).toBe("DENY");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(html).not.toMatch(/<script(?! src="\/)|<style|<iframe|<base|\son[a-z]+=|javascript:|style="/i);
  expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//i);
}

it.each([
  ["/oauth/sign-in", 200],
  ["/oauth/nothing", 404],
  ["/oauth/", 404],
  ["/oauth/assets/nothing.css", 404],
  ["/oauth/sign-in/passkey", 404],
  ["/oauth/interaction/none", 404],
  [`/oauth/interaction/${"a".repeat(43)}`, 400],
  [`/oauth/link/${"a".repeat(43)}`, 410],
  ["/oauth/%00", 404],
  ["/oauth/account/%0d%0aset-cookie:x=y", 404],
  ["/authorize", 400],
  ["/authorize?client_id=nobody", 400],
  ["/authorize?client_id=%00&redirect_uri=%00", 400],
  ["/authorize?client_id=https%3A%2F%2F127.0.0.1%2Fclient", 400],
  [`/authorize/${"a".repeat(43)}`, 400],
  ["/authorize/x/y", 404],
  ["/authorize/", 400],
])("nobody can frame %s, or run anything in it", async (path, status) => {
  const answer = await ask(node, `${node.issuer}${path}`);
  expect([answer.status, answer.location]).toEqual([status, undefined]);
  expectShielded(answer.headers, answer.text);
});

it("nor the pages on which people sign in, decide, and look after their account", async () => {
  const asked = await browser.open(authorizeUrl(node, client.client_id, makePkce()));
  const wrong = await browser.submit(asked, { login: "ada", password: "wrong" });
  const consent = await signIn(browser, asked);
  expect([asked.status, wrong.status, consent.status]).toEqual([200, 400, 200]);
  const account = await browser.open("/oauth/account");
  for (const { headers, html } of [asked, wrong, consent, account]) expectShielded(headers, html);
  const body = new URLSearchParams({ csrf: "x" });
  const forged = await ask(node, `${node.issuer}/oauth/account/password`, {
    method: "POST",
    headers: { ...cookieHeader(browser), "content-type": "application/x-www-form-urlencoded" },
    body: body.toString(),
  });
  expect(forged.status).toBe(403);
  expectShielded(forged.headers, forged.text);
});

it("a form leads to the client that asks and to nobody else", async () => {
  const shown = await node.browser().open(authorizeUrl(node, client.client_id, makePkce()));
  expect(shown.headers.get("content-security-policy")).toContain(
    "form-action 'self' https://client.example;",
  );
});

it.each(["PUT", "DELETE", "PATCH"])("%s is answered with no page at all", async (method) => {
  const answer = await ask(node, `${node.issuer}/oauth/account`, { method });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([405, "application/json"]);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});
