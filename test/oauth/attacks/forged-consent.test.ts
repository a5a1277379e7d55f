import { beforeAll, describe, expect, it } from "vitest";
import type { Browser, Shown } from "../support/browser.ts";
import { ALLOW, authorizeUrl, makePkce, type RegisteredClient, signIn } from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { type Answer, ask, cookieHeader, expectErrorPage } from "./support/requests.ts";

let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
/** The page on which somebody who is signed in would decide. */
let page: Shown;
beforeAll(async () => {
  ({ node, client, browser } = await startSite());
  page = await browser.open(authorizeUrl(node, client.client_id, makePkce()));
  page = await signIn(browser, page);
  expect(page.html).toContain("Allow access to your memory?");
});

const tokenOn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? "";

function post(url: string, fields: Record<string, string>, headers: Record<string, string>): Promise<Answer> {
  return ask(node, url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}

async function countGrants(): Promise<number> {
  const { grants } = await node.store();
  return (await grants.list(0)).length;
}

const own = () => ({ origin: "https://memory.example", ...cookieHeader(browser) });
const yes = (csrf: string) => ({ decision: "allow", scope: "memory:write", sources: "all", csrf });

describe("a consent that another site sends in somebody's browser is refused, and nothing is granted:", () => {
  it.each([
    ["without a token", () => ({ fields: { ...yes(""), csrf: "" }, headers: own() })],
    ["with a made-up token", () => ({ fields: yes("a".repeat(43)), headers: own() })],
    [
      "with a token of another browser",
      async () => {
        const other = await node.browser().open(authorizeUrl(node, client.client_id, makePkce()));
        return { fields: yes(tokenOn(other.html)), headers: own() };
      },
    ],
    [
      "with the token and a foreign origin",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), origin: "https://evil.com" },
      }),
    ],
    [
      "with the token, by a page of a program on this computer",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), origin: "http://localhost:3000" },
      }),
    ],
    [
      "with the token and no origin that counts",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), origin: "null" },
      }),
    ],
    [
      "with the token and a neighbour's origin",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), origin: "https://memory.example.evil.com" },
      }),
    ],
    [
      "with the token, across sites",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), "sec-fetch-site": "cross-site" },
      }),
    ],
    [
      "with the token, from a sibling",
      () => ({
        fields: yes(tokenOn(page.html)),
        headers: { ...own(), "sec-fetch-site": "same-site" },
      }),
    ],
    [
      "without cookies",
      () => ({ fields: yes(tokenOn(page.html)), headers: { origin: "https://memory.example" } }),
    ],
  ])("%s", async (_, forge) => {
    const { fields, headers } = await forge();
    const answer = await post(page.url, fields as Record<string, string>, headers);
    expect([400, 403]).toContain(answer.status);
    expect([answer.location, answer.headers.get("refresh")]).toEqual([undefined, null]);
    expect(await countGrants()).toBe(0);
  });

  it("in the address instead of a form", async () => {
    const url = `${page.url}?${new URLSearchParams(yes(tokenOn(page.html)))}`;
    const answer = await ask(node, url, { headers: own() });
    expect(answer.text).toContain("Allow access to your memory?");
    expect(await countGrants()).toBe(0);
  });

  it("as JSON, or as plain text, which no preflight stops", async () => {
    const body = new URLSearchParams(yes(tokenOn(page.html))).toString();
    for (const type of ["text/plain", "application/json", "multipart/form-data; boundary=x"]) {
      const headers = { ...own(), "content-type": type };
      expectErrorPage(
        await ask(node, page.url, { method: "POST", headers, body }),
        "This form was not sent by you",
        403,
      );
    }
    expect(await countGrants()).toBe(0);
  });
});

it("a browser that is signed in cannot answer a request that began in another one", async () => {
  const theirs = node.browser();
  const started = await theirs.open(authorizeUrl(node, client.client_id, makePkce()));
  const shown = await ask(node, started.url, { headers: own() });
  expectErrorPage(shown, "This took too long");
  const answer = await post(started.url, yes(tokenOn(page.html)), own());
  expectErrorPage(answer, "This took too long");
  expect(await countGrants()).toBe(0);
});

it("an interaction that is made up is a page that says so", async () => {
  for (const id of ["a".repeat(43), "..%2f..%2faccount", "%00", "x".repeat(5_000)]) {
    const answer = await ask(node, `${node.issuer}/oauth/interaction/${id}`, { headers: own() });
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).toContain("<h1>");
  }
});

it("who signs out in another window has decided nothing here", async () => {
  const other = node.browser();
  const asked = await signIn(other, await other.open(authorizeUrl(node, client.client_id, makePkce())));
  const { oauthRecords } = await node.store();
  await oauthRecords.removeSessions("ada" as never);
  const answer = await other.submit(asked, ALLOW);
  expect([answer.leftTo, answer.status]).toEqual([undefined, 400]);
  expect(await countGrants()).toBe(0);
});

it("who signs in as somebody else in another window gives nothing away of either", async () => {
  await node.addUser("bob", "wonderful pancake 7 river");
  const shared = node.browser();
  const asked = await shared.open(authorizeUrl(node, client.client_id, makePkce()));
  await shared.submit(await shared.open("/oauth/sign-in"), {
    login: "bob",
    password: "wonderful pancake 7 river",
  });
  const next = await signIn(shared, asked);
  expect(next.html).not.toContain("<script>");
  expect(next.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  expect(next.html).toMatch(/<h1>(Sign in|This took too long)<\/h1>/);
  expect(await countGrants()).toBe(0);
});
