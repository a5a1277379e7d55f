import { beforeAll, expect, it } from "vitest";
import { setPassword } from "../../src/app/users/set-password.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { aMovingClock } from "./attacks/support/clock.ts";
import type { Browser } from "./support/browser.ts";
import {
  authorize,
  authorizeUrl,
  callMcp,
  connect,
  makePkce,
  postToken,
  redeem,
  register,
  signIn,
} from "./support/flow.ts";
import { type OAuthNode, PASSWORD, startOAuthNode, USER } from "./support/node.ts";

const clock = aMovingClock();
let node: OAuthNode;
/** Has signed in before, and has tries of its own. */
let shared: Browser;
beforeAll(async () => {
  node = await startOAuthNode({ clock });
  await node.addUser();
  shared = node.browser();
});

const openAccount = async () => {
  const browser = shared;
  const page = await browser.open("/oauth/account");
  const account = page.html.includes("<h1>Sign in</h1>") ? await signIn(browser, page) : page;
  expect(account.html).toContain("<h1>Your account</h1>");
  return { browser, account };
};

it("a client that was let in several times stands there once, and one button takes all of its access back", async () => {
  const { client_id: id } = await register(node, {
    client_name: "Often here",
    redirect_uris: ["http://127.0.0.1/callback"],
  });
  const tokens: { access_token: string; refresh_token: string }[] = [];
  for (let time = 0; time < 3; time += 1) {
    const pkce = makePkce();
    const callback = await authorize(
      node,
      authorizeUrl(node, id, pkce, { redirect_uri: `http://127.0.0.1:${5000 + time}/callback` }),
      { browser: shared },
    );
    tokens.push((await redeem(node, id, callback, pkce)).json);
  }
  const { browser, account } = await openAccount();
  expect(account.html.match(/Often here/g)).toHaveLength(1);
  expect(account.html).toContain("let in 3 times");
  const after = await browser.submit(account, { client: id }, { action: "/revoke" });
  expect(after.html).toContain("Its access is taken back");
  clock.forward(5_000);
  for (const { access_token: token, refresh_token: refresh } of tokens) {
    expect(await callMcp(node, token)).toBe(401);
    const form = { grant_type: "refresh_token", client_id: id, refresh_token: refresh };
    expect((await postToken(node, form)).status).toBe(400);
  }
});

it("nobody takes back what another person has allowed", async () => {
  await node.addUser("eve", "wonderful pancake 7 river");
  const { client, tokens } = await connect(node);
  const browser = node.browser();
  const account = await signIn(
    browser,
    await browser.open("/oauth/account"),
    "eve",
    "wonderful pancake 7 river",
  );
  expect(account.html).not.toContain("Test client");
  const { client: _own } = await connectAs("eve");
  const page = await browser.open("/oauth/account");
  const after = await browser.submit(page, { client: client.client_id }, { action: "/revoke" });
  expect(after.html).toContain("had no access any more");
  clock.forward(5_000);
  expect(await callMcp(node, tokens.access_token ?? "")).toBe(200);

  async function connectAs(user: string) {
    const { client_id: id } = await register(node, { client_name: "Of eve" });
    const pkce = makePkce();
    const own = node.browser();
    const signedIn = await signIn(
      own,
      await own.open(authorizeUrl(node, id, pkce)),
      user,
      "wonderful pancake 7 river",
    );
    await own.submit(signedIn, { decision: "allow", scope: [], sources: "all" });
    return { client: id };
  }
});

it("a browser that was left open does not do to change how somebody signs in", async () => {
  const { browser, account } = await openAccount();
  clock.forward(11 * 60_000);
  const fields = {
    current_password: PASSWORD,
    new_password: "another umbrella 9 canyon",
    repeat_password: "another umbrella 9 canyon",
  };
  const refused = await browser.submit(account, fields, { action: "/password" });
  expect(refused.html).toContain("<h1>Sign in</h1>");
  expect((await browser.open("/oauth/account")).html).toContain("sign in once more first");
  const again = await signIn(browser, refused);
  expect(again.html).toContain("<h1>Your account</h1>");
});

it("a password that is set from the terminal ends the sessions of browsers", async () => {
  const { browser } = await openAccount();
  const deps = { clock, log: createLogger("silent", { write: () => {} }), packageRoot: process.cwd() };
  await setPassword(node.config, deps, USER, async () => PASSWORD);
  expect((await browser.open("/oauth/account")).html).toContain("<h1>Sign in</h1>");
});

it("a form that is too large is refused as such", async () => {
  const { browser, account } = await openAccount();
  const huge = await browser.submit(account, { client: "x".repeat(5_000_000) }, { action: "/revoke" });
  expect(huge.status).toBe(413);
  expect(node.log.join("")).not.toContain("a page could not be made");
});
