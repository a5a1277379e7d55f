import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import { authorize, authorizeUrl, makePkce, REDIRECT, register, signIn } from "../support/flow.ts";
import { type OAuthNode, PASSWORD, startOAuthNode, USER } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";
import { ask, cookieHeader } from "./support/requests.ts";

const clock = aMovingClock();
let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode({ clock });
  await node.addUser();
});
// So many sign-ins of one account would be throttled.
beforeEach(() => clock.forward(60 * 60_000));

const SESSION = "__Host-awareness_session";
const CREDENTIALS = { login: USER, password: PASSWORD };
const sessionOf = (browser: Browser) => browser.cookies.get(SESSION)?.value;

describe("a session that somebody has planted in a browser is never signed in to:", () => {
  it.each([
    [
      "on the page of the account",
      async (browser: Browser) => {
        await browser.submit(await browser.open("/oauth/sign-in"), CREDENTIALS);
      },
    ],
    [
      "for a client",
      async (browser: Browser) => {
        const { client_id: id } = await register(node);
        await authorize(node, authorizeUrl(node, id, makePkce()), { browser });
      },
    ],
  ])("%s", async (_, enter) => {
    const attacker = node.browser();
    await attacker.open(authorizeUrl(node, (await register(node)).client_id, makePkce()));
    for (const planted of ["made-up", sessionOf(attacker) ?? "none", "a".repeat(43)]) {
      const victim = node.browser();
      victim.plant(SESSION, planted);
      await enter(victim);
      expect(sessionOf(victim)).toMatch(/^[\w-]{43}$/);
      expect(sessionOf(victim)).not.toBe(planted);
      attacker.plant(SESSION, planted);
      expect((await attacker.open("/oauth/account")).url).toContain("/oauth/sign-in");
      expect((await victim.open("/oauth/account")).html).toContain("<h1>Your account</h1>");
    }
  });

  it("and one of somebody who is signed in gets a new name at the next sign-in", async () => {
    const browser = node.browser();
    await browser.submit(await browser.open("/oauth/sign-in"), CREDENTIALS);
    const before = sessionOf(browser);
    await browser.submit(await browser.open("/oauth/sign-in"), CREDENTIALS);
    expect(sessionOf(browser)).not.toBe(before);
    const old = await ask(node, `${node.issuer}/oauth/account`, {
      headers: { cookie: `${SESSION}=${before}` },
    });
    expect(old.location?.pathname).toBe("/oauth/sign-in");
  });
});

it("who signs out is out, also with a copy of the cookie", async () => {
  const browser = node.browser();
  const account = await browser.submit(await browser.open("/oauth/sign-in"), CREDENTIALS);
  const copy = cookieHeader(browser);
  await browser.submit(account, {}, { action: "/sign-out" });
  const again = await ask(node, `${node.issuer}/oauth/account`, { headers: copy });
  expect(again.location?.pathname).toBe("/oauth/sign-in");
});

it("strangers with made-up sessions leave no row behind, which would stay for two weeks", async () => {
  const quiet = await startOAuthNode();
  const { client_id: id } = await register(quiet);
  const url = authorizeUrl(quiet, id, makePkce(), { prompt: "none" });
  const answer = await ask(quiet, url, { headers: { cookie: `${SESSION}=made-up` } });
  expect(answer.location?.searchParams.get("error")).toBe("login_required");
  const { oauthRecords } = await quiet.store();
  expect(await oauthRecords.sweep(Number.MAX_SAFE_INTEGER)).toBe(0);
});

describe("cookies", () => {
  async function collect(on: OAuthNode): Promise<readonly string[]> {
    const browser = on.browser();
    const { client_id: id } = await register(on);
    const page = await browser.open(authorizeUrl(on, id, makePkce()));
    const consent = await signIn(browser, page);
    const back = await browser.submit(consent, { decision: "allow", sources: "all" });
    expect(back.leftTo).toContain(REDIRECT);
    return browser.setCookies;
  }

  it("of https are of this host alone, hidden from scripts, and not sent by other sites", async () => {
    const cookies = await collect(node);
    const names = new Set(
      cookies.map((line) => line.slice(0, line.indexOf("=")).replace(/(?<=_interaction_)[\w-]{20,}$/, "ID")),
    );
    expect([...names].sort()).toEqual([
      "__Host-awareness_browser",
      "__Host-awareness_csrf",
      "__Host-awareness_interaction_ID",
      SESSION,
      "__Secure-awareness_resume",
    ]);
    for (const line of cookies) {
      expect(line).toMatch(/; secure/i);
      expect(line).toMatch(/; httponly/i);
      expect(line).toMatch(/; samesite=lax/i);
      expect(line).not.toMatch(/domain=/i);
      if (line.startsWith("__Host-")) expect(line).toMatch(/; path=\/(;|$)/i);
      else expect(line).toMatch(/; path=\/authorize\/[\w-]+(;|$)/i);
    }
  });

  it("of a server on http, which is this computer's alone, have names that a browser takes, with the port that it does not tell apart", async () => {
    const local = await startOAuthNode({ config: { publicUrl: undefined } });
    await local.addUser();
    const cookies = await collect(local);
    expect(cookies.length).toBeGreaterThan(4);
    for (const line of cookies) {
      expect(line).toMatch(
        new RegExp(`^awareness_${local.port}_(browser|csrf|interaction_[\\w-]{20,}|session|resume)=`),
      );
      expect(line).toMatch(/; httponly/i);
      expect(line).toMatch(/; samesite=lax/i);
      expect(line).not.toMatch(/; secure|domain=/i);
    }
  });
});
