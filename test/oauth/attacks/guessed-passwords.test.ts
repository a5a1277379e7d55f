import { createHook } from "node:async_hooks";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Browser, Shown } from "../support/browser.ts";
import { authorizeUrl, makePkce, register } from "../support/flow.ts";
import { type OAuthNode, PASSWORD, startOAuthNode, USER } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";
import { BEHIND_PROXY, fromAddress, networks } from "./support/networks.ts";

const clock = aMovingClock();
const network = networks();
let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode({ clock, config: BEHIND_PROXY });
  await node.addUser();
});
beforeEach(() => clock.forward(24 * 60 * 60_000));

const aBrowser = (address = network()): Browser => fromAddress(node, address).browser();

async function tryIn(browser: Browser, login: string, password = "wrong"): Promise<Shown> {
  return browser.submit(await browser.open("/oauth/sign-in"), { login, password });
}

function expectThrottled({ status, headers, html }: Shown, minutes: number): void {
  expect([status, headers.get("retry-after")]).toEqual([429, String(minutes * 60)]);
  expect(html).toContain(`Too many attempts. Wait ${minutes} minute`);
  expect(headers.getSetCookie()).toEqual([]);
}

/** How many passwords are hashed meanwhile: each takes a core for some tenths of a second. */
async function countHashes(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === "SCRYPTREQUEST") count += 1;
    },
  });
  hook.enable();
  await work();
  hook.disable();
  return count;
}

describe("whoever guesses the password of an account", () => {
  it("has five tries from wherever, then none, not even with the right one, and one more after three minutes", async () => {
    for (let at = 0; at < 5; at += 1) expect((await tryIn(aBrowser(), USER)).status).toBe(400);
    const hashes = await countHashes(async () => {
      expectThrottled(await tryIn(aBrowser(), USER), 3);
      expectThrottled(await tryIn(aBrowser(), USER, PASSWORD), 3);
    });
    expect(hashes).toBe(0);
    clock.forward(3 * 60_000);
    expect((await tryIn(aBrowser(), USER, PASSWORD)).url).toContain("/oauth/account");
  });

  it("has no more at once than one after the other", async () => {
    await node.addUser("someone");
    const answers = await Promise.all(Array.from({ length: 12 }, () => tryIn(aBrowser(), "someone")));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 400).length).toBeLessThanOrEqual(5);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(7);
  });

  it("has no more by way of a client's request", async () => {
    await node.addUser("carol");
    const { client_id: id } = await register(node);
    const fresh = async () => {
      const browser = aBrowser();
      return browser.submit(await browser.open(authorizeUrl(node, id, makePkce())), {
        login: "carol",
        password: "x",
      });
    };
    for (let at = 0; at < 3; at += 1) expect((await tryIn(aBrowser(), "carol")).status).toBe(400);
    for (let at = 0; at < 2; at += 1) expect((await fresh()).status).toBe(400);
    expectThrottled(await fresh(), 3);
  });

  it("keeps its owner out of no browser in which they have signed in before", async () => {
    const own = aBrowser();
    const account = await tryIn(own, USER, PASSWORD);
    await own.submit(account, {}, { action: "/sign-out" });
    for (let at = 0; at < 6; at += 1) await tryIn(aBrowser(), USER);
    expectThrottled(await tryIn(aBrowser(), USER, PASSWORD), 3);
    expect((await tryIn(own, USER, PASSWORD)).url).toContain("/oauth/account");
  });

  it("gains nothing by a cookie that is made up or another account's", async () => {
    await node.addUser("eve", "wonderful pancake 7 river");
    const eves = aBrowser();
    await tryIn(eves, "eve", "wonderful pancake 7 river");
    const cookie = eves.cookies.get("__Host-awareness_browser")?.value ?? "";
    expect(cookie).not.toBe("");
    for (let at = 0; at < 5; at += 1) await tryIn(aBrowser(), USER);
    for (const value of [cookie, `${"a".repeat(22)}.${"a".repeat(43)}`, "x"]) {
      const browser = aBrowser();
      browser.plant("__Host-awareness_browser", value);
      expectThrottled(await tryIn(browser, USER, PASSWORD), 3);
    }
  });
});

it("a network has 20 tries for whatever names, and keeps no other from its own", async () => {
  const attacker = network();
  // Accounts whose hashes are cheap to check: for names of nobody a try costs what it must.
  for (let at = 0; at < 20; at += 1) {
    await node.addUser(`user-${at}`);
    expect((await tryIn(aBrowser(attacker), `user-${at}`)).status).toBe(400);
  }
  const answer = await tryIn(aBrowser(attacker), "one-more");
  expectThrottled(answer, 1);
  // A whole network of IPv6 is one, an address of IPv4 is one.
  expect((await tryIn(aBrowser(), "one-more")).status).toBe(400);
});

describe("nobody learns who has an account:", () => {
  const shape = ({ html }: Shown, login: string) =>
    html.replaceAll(login, "LOGIN").replace(/name="csrf" value="[^"]+"/g, "");

  it("an unknown name gets the same answer as a wrong password, after the same work", async () => {
    const ask = async (login: string) => {
      let shown: Shown | undefined;
      const hashes = await countHashes(async () => {
        shown = await tryIn(aBrowser(), login);
      });
      if (shown === undefined) throw new Error("no answer");
      const headers = Object.fromEntries(shown.headers);
      const { date: _date, "content-length": _length, ...kept } = headers;
      return { status: shown.status, html: shape(shown, login), hashes, headers: kept };
    };
    const known = await ask(USER);
    expect(known).toMatchObject({ status: 400, hashes: 1 });
    expect(known.html).toContain("User name and password do not match");
    for (const login of ["nobody", "nobody@example.org", "\u0000", "a".repeat(5_000)]) {
      const unknown = await ask(login);
      expect([login.slice(0, 9), unknown.status, unknown.hashes]).toEqual([login.slice(0, 9), 400, 1]);
      if (/^[\w@.]{3,50}$/.test(login)) expect(unknown).toEqual(known);
    }
  });

  it("and both are throttled alike", async () => {
    const answers = [];
    for (const login of [USER, "nobody-2"]) {
      for (let at = 0; at < 5; at += 1) await tryIn(aBrowser(), login);
      const shown = await tryIn(aBrowser(), login);
      answers.push([shown.status, shown.headers.get("retry-after"), shape(shown, login)]);
    }
    expect(answers[0]).toEqual(answers[1]);
  });
});
