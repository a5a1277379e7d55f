import { beforeAll, describe, expect, it } from "vitest";
import { revokeClient } from "../../../src/app/clients/revoke-client.ts";
import { signOut } from "../../../src/app/sign-out.ts";
import { deleteUser } from "../../../src/app/users/delete-user.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";
import type { Browser } from "../support/browser.ts";
import {
  authorize,
  authorizeUrl,
  callMcp,
  makePkce,
  postToken,
  redeem,
  register,
  signIn,
} from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";
import { askAuthorize, expectErrorPage } from "./support/requests.ts";

const PASSWORD = "wonderful pancake 7 river";
/** Taking back works everywhere within these, ms. */
const SECONDS = 5_000;
const clock = aMovingClock();
const deps = { clock, log: createLogger("silent", { write: () => {} }), packageRoot: process.cwd() };
let node: OAuthNode;
let next = 0;
beforeAll(async () => {
  node = await startOAuthNode({ clock });
});

interface Connected {
  readonly user: string;
  readonly clientId: string;
  readonly browser: Browser;
  readonly tokens: { readonly access_token: string; readonly refresh_token: string };
}

/** Somebody new, with a client that works. */
async function connect(): Promise<Connected> {
  next += 1;
  const user = `user-${next}`;
  await node.addUser(user, PASSWORD);
  const browser = node.browser();
  await signIn(browser, await browser.open("/oauth/sign-in"), user, PASSWORD);
  const { client_id: clientId } = await register(node);
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, clientId, pkce), { browser });
  const { json: tokens } = await redeem(node, clientId, callback, pkce);
  expect(await callMcp(node, tokens.access_token)).toBe(200);
  return { user, clientId, browser, tokens };
}

const refresh = ({ clientId, tokens }: Connected) =>
  postToken(node, { grant_type: "refresh_token", client_id: clientId, refresh_token: tokens.refresh_token });

async function expectDead(connected: Connected, error: string): Promise<void> {
  const { status, json } = await refresh(connected);
  expect([status, json.error]).toEqual([error === "invalid_client" ? 401 : 400, error]);
  clock.forward(SECONDS);
  expect(await callMcp(node, connected.tokens.access_token)).toBe(401);
}

describe("within seconds no token works any more", () => {
  it("of a client that the operator has removed, which is told to register anew", async () => {
    const connected = await connect();
    await revokeClient(node.config, deps, connected.clientId, undefined);
    await expectDead(connected, "invalid_client");
    expectErrorPage(await askAuthorize(node, connected.clientId), "Unknown client");
  });

  it("of a client that the operator has taken one user's access from, and of no other user", async () => {
    const [one, other] = [await connect(), await connect()];
    await revokeClient(node.config, deps, one.clientId, one.user);
    await expectDead(one, "invalid_grant");
    expect(await callMcp(node, other.tokens.access_token)).toBe(200);
  });

  it("of a client that its user has taken access from", async () => {
    const connected = await connect();
    const account = await connected.browser.open("/oauth/account");
    const done = await connected.browser.submit(account, {}, { action: "/revoke" });
    expect(done.html).toContain("Its access is taken back");
    await expectDead(connected, "invalid_grant");
  });

  it("of a user who was deleted, and the browser is signed out", async () => {
    const connected = await connect();
    await deleteUser(node.config, deps, connected.user, { settleMs: 0 });
    await expectDead(connected, "invalid_grant");
    expect((await connected.browser.open("/oauth/account")).url).toContain("/oauth/sign-in");
  });

  it("of a user whose tokens were revoked, and the browser is signed out", async () => {
    const connected = await connect();
    await signOut(node.config, deps, connected.user);
    await expectDead(connected, "invalid_grant");
    expect((await connected.browser.open("/oauth/account")).url).toContain("/oauth/sign-in");
  });
});

it("a code that was given out before is of no use after", async () => {
  const connected = await connect();
  const pkce = makePkce();
  const url = authorizeUrl(node, connected.clientId, pkce);
  const callback = await authorize(node, url, { browser: connected.browser });
  await signOut(node.config, deps, connected.user);
  const { status, json } = await redeem(node, connected.clientId, callback, pkce);
  expect([status, json.error]).toEqual([400, "invalid_grant"]);
});

it("nobody takes another's access back", async () => {
  const [one, other] = [await connect(), await connect()];
  const { grants } = await node.store();
  const [theirs] = (await grants.list(clock.now())).filter(({ owner }) => owner === other.user);
  const account = await one.browser.open("/oauth/account");
  const answer = await one.browser.submit(account, { client: theirs?.id ?? "" }, { action: "/revoke" });
  expect(answer.html).toContain("This client had no access any more.");
  clock.forward(SECONDS);
  expect(await callMcp(node, other.tokens.access_token)).toBe(200);
});
