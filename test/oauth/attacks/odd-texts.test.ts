import { afterAll, beforeAll, expect, it } from "vitest";
import { takeDatabase } from "../../contract/postgres-backend.ts";
import type { Browser, Shown } from "../support/browser.ts";
import { ALLOW, authorize, authorizeUrl, makePkce, postToken, redeem, register } from "../support/flow.ts";
import { type OAuthNode, PASSWORD, startOAuthNode, USER } from "../support/node.ts";
import { ask, cookieHeader } from "./support/requests.ts";

/** What Postgres has no text for, or other spellings of. */
const ODD = ["\u0000", "a\u0000b", "\ud800", "\uffff", "%00", "a".repeat(3_000), "'; drop table users; --"];

let node: OAuthNode;
let giveBack: () => Promise<void>;
let browser: Browser;
let account: Shown;
beforeAll(async () => {
  const database = await takeDatabase();
  giveBack = database.giveBack;
  node = await startOAuthNode({ config: { database: { kind: "postgres", url: database.url } } });
  await node.addUser();
  browser = node.browser();
  account = await browser.submit(await browser.open("/oauth/sign-in"), { login: USER, password: PASSWORD });
});
afterAll(async () => {
  await node.close();
  await giveBack();
});

function expectNoFailure(): void {
  expect(node.log.filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
}

it("what strangers send to the endpoints never makes a database fail", async () => {
  const { client_id: id } = await register(node);
  for (const odd of ODD) {
    for (const params of [{ client_id: odd }, { redirect_uri: odd }, { scope: odd }, { resource: odd }]) {
      const { status } = await ask(node, authorizeUrl(node, id, makePkce(), params));
      expect([400, 303]).toContain(status);
    }
    for (const form of [
      { client_id: odd, grant_type: "refresh_token", refresh_token: "x" },
      { client_id: id, grant_type: "refresh_token", refresh_token: odd },
      { client_id: id, grant_type: "authorization_code", code: odd, redirect_uri: odd, code_verifier: odd },
      { client_id: id, grant_type: odd },
    ]) {
      const { status } = await postToken(node, form);
      expect([400, 401]).toContain(status);
    }
    const body = new URLSearchParams({ token: odd, client_id: odd }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const revoked = await ask(node, `${node.issuer}/revoke`, { method: "POST", headers, body });
    expect([400, 401]).toContain(revoked.status);
  }
  expectNoFailure();
});

it("a request with odd texts goes through to the end, and gives them back", async () => {
  const client = await register(node, { client_name: "Odd \u0000 name \uffff" });
  for (const state of ["a\u0000b", "\uffff"]) {
    const pkce = makePkce();
    const url = authorizeUrl(node, client.client_id, pkce, {
      state,
      scope: "openid memory:read",
      nonce: state,
    });
    const callback = await authorize(node, url, { browser, consent: ALLOW });
    expect(callback.searchParams.get("state")).toBe(state);
    expect(await redeem(node, client.client_id, callback, pkce)).toMatchObject({ status: 200 });
  }
  expectNoFailure();
});

it("what people send to the pages never makes a database fail", async () => {
  for (const odd of ODD) {
    const fresh = node.browser();
    fresh.plant("__Host-awareness_session", "a".repeat(2_000));
    const page = await fresh.open("/oauth/sign-in");
    expect([400, 429]).toContain((await fresh.submit(page, { login: odd, password: odd })).status);
    for (const [step, field] of [
      ["revoke", "client"],
      ["remove-passkey", "passkey"],
    ] as const) {
      const csrf = /name="csrf" value="([^"]+)"/.exec(account.html)?.[1] ?? "";
      const answer = await ask(node, `${node.issuer}/oauth/account/${step}`, {
        method: "POST",
        headers: {
          ...cookieHeader(browser),
          origin: node.issuer,
          "content-type": "application/x-www-form-urlencoded",
        },
        body: new URLSearchParams({ csrf, [field]: odd }).toString(),
      });
      expect([step, answer.status]).toEqual([step, 400]);
    }
  }
  expectNoFailure();
});

it("a source with an odd name is none that somebody could choose", async () => {
  const client = await register(node);
  const page = await browser.open(authorizeUrl(node, client.client_id, makePkce()));
  const answer = await browser.submit(page, { ...ALLOW, sources: "some", source: "a\u0000b" });
  expect([answer.status, answer.leftTo]).toEqual([400, undefined]);
  expectNoFailure();
});
