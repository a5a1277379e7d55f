import { beforeAll, expect, it } from "vitest";
import { cookieHeader } from "./attacks/support/requests.ts";
import type { Browser, Shown } from "./support/browser.ts";
import { ALLOW, authorizeUrl, makePkce, type RegisteredClient, redeem, signIn } from "./support/flow.ts";
import type { OAuthNode } from "./support/node.ts";
import { startSite } from "./support/site.ts";

let node: OAuthNode;
let client: RegisteredClient;
beforeAll(async () => {
  ({ node, client } = await startSite());
});

interface Tab {
  readonly pkce: ReturnType<typeof makePkce>;
  readonly page: Shown;
}

async function openTab(browser: Browser): Promise<Tab> {
  const pkce = makePkce();
  return { pkce, page: await browser.open(authorizeUrl(node, client.client_id, pkce)) };
}

async function finish(browser: Browser, { pkce, page }: Tab): Promise<number> {
  const consent = page.html.includes("<h1>Sign in</h1>") ? await signIn(browser, page) : page;
  const last = consent.leftTo === undefined ? await browser.submit(consent, ALLOW) : consent;
  const callback = new URL(last.leftTo ?? last.url);
  return (await redeem(node, client.client_id, callback, pkce)).status;
}

const running = (browser: Browser) =>
  [...browser.cookies.keys()].filter((name) => name.startsWith("__Host-awareness_interaction"));

it("two tabs of one browser that wait for a sign-in are both finished, the first first", async () => {
  const browser = node.browser();
  const [one, other] = [await openTab(browser), await openTab(browser)];
  expect([await finish(browser, one), await finish(browser, other)]).toEqual([200, 200]);
  expect(running(browser)).toEqual([]);
});

it("and two that began at the same moment, the last first", async () => {
  const browser = node.browser();
  const [one, other] = await Promise.all([openTab(browser), openTab(browser)]);
  const reload = async (tab: Tab): Promise<Tab> => ({ ...tab, page: await browser.open(tab.page.url) });
  expect(await finish(browser, await reload(other))).toBe(200);
  expect(await finish(browser, await reload(one))).toBe(200);
});

it("and two that wait for a decision", async () => {
  const browser = node.browser();
  const [one, other] = [await openTab(browser), await openTab(browser)];
  const decisions = [
    { ...one, page: await signIn(browser, one.page) },
    { ...other, page: await signIn(browser, other.page) },
  ];
  for (const tab of decisions) expect(await finish(browser, tab)).toBe(200);
});

it("a browser keeps its place in eight requests, those that began last", async () => {
  const browser = node.browser();
  const tabs: Tab[] = [];
  for (let at = 0; at < 10; at += 1) tabs.push(await openTab(browser));
  expect(running(browser)).toHaveLength(8);
  expect((await browser.open(tabs.at(-1)?.page.url ?? "")).html).toContain("<h1>Sign in</h1>");
});

it("a request is that of the browser that began it, whatever another one has", async () => {
  const browser = node.browser();
  const { page } = await openTab(browser);
  const stranger = node.browser();
  await openTab(stranger);
  const id = page.url.split("/").at(-1) ?? "";
  // The name under which the library itself looks for it.
  stranger.plant("__Host-awareness_interaction", id);
  const answer = await stranger.open(page.url);
  expect([answer.status, answer.html]).toEqual([400, expect.stringContaining("This took too long")]);
  const posted = await node.fetch(page.url, {
    method: "POST",
    headers: { ...cookieHeader(stranger), "content-type": "application/x-www-form-urlencoded" },
    body: "login=ada&password=x",
  });
  expect(await posted.text()).toContain("This took too long");
});
