import { expect, it } from "vitest";
import { createAuthenticator } from "../helpers/authenticator.ts";
import { freePort } from "../helpers/postgres/free-port.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { Browser, type Shown } from "../oauth/support/browser.ts";
import {
  ALLOW,
  authorizeUrl,
  callMcp,
  makePkce,
  postToken,
  redeem,
  register,
} from "../oauth/support/flow.ts";
import type { OAuthNode } from "../oauth/support/node.ts";

/** What bundling could break: libraries that go by the names of their classes. */
it("the built program lets a person in by a passkey and a client by the person", async () => {
  const port = await freePort("127.0.0.1");
  const issuer = `http://localhost:${port}`;
  const env = { AWARENESS_OAUTH_SERVER: "true", AWARENESS_PUBLIC_URL: issuer };
  const server = await startHttpServer({ env, args: ["--port", String(port)] });
  const browser = new Browser(fetch, issuer);
  const device = createAuthenticator({ step: 0 });
  const site = { origin: issuer, rpId: "localhost" };

  const link = /Set up: +(\S+)/.exec(server.stderr())?.[1] ?? "";
  const setup = await browser.open(link);
  const { challenge, user } = await passkeyOptions(browser, setup);
  const made = JSON.stringify(device.create({ ...site, challenge }));
  const account = await browser.submit(withPasskeyForm(setup), { credential: made });
  expect(account.url).toBe(`${issuer}/oauth/account`);
  await browser.submit(account, {}, { action: "/sign-out" });

  // The steps of a client ask no more of a node.
  const node = { issuer, resource: `${issuer}/mcp`, fetch } as OAuthNode;
  const client = await register(node);
  const pkce = makePkce();
  const signIn = await browser.open(authorizeUrl(node, client.client_id, pkce));
  const asked = await passkeyOptions(browser, signIn);
  const proof = JSON.stringify(device.get({ ...site, challenge: asked.challenge }, user.id));
  const consent = await browser.submit(withPasskeyForm(signIn), { credential: proof });
  const { leftTo } = await browser.submit(consent, ALLOW);
  const { json } = await redeem(node, client.client_id, new URL(leftTo ?? ""), pkce);
  expect(await callMcp(node, json.access_token)).toBe(200);

  const again = {
    grant_type: "refresh_token",
    client_id: client.client_id,
    refresh_token: json.refresh_token,
  };
  const refreshed = await postToken(node, again);
  expect(await callMcp(node, refreshed.json.access_token)).toBe(200);
  await server.stop();
});

/** The form that the script of a page sends. */
function withPasskeyForm(page: Shown): Shown {
  const action = new URL(page.url).pathname;
  const csrf = /<input type="hidden" name="csrf" value="[^"]+">/.exec(page.html)?.[0] ?? "";
  return { ...page, html: `<form method="post" action="${action}/passkey">${csrf}</form>` };
}

/** What the script of a page asks for before it asks the device. */
async function passkeyOptions(browser: Browser, page: Shown) {
  const path = /data-options-url="([^"]+)"/.exec(page.html)?.[1] ?? "";
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.html)?.[1] ?? "";
  const cookie = [...browser.cookies.values()].map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(new URL(path, page.url), {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams({ csrf }),
  });
  return (await answer.json()) as { readonly challenge: string; readonly user: { readonly id: string } };
}
