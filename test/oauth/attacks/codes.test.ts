import { beforeAll, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import {
  authorize,
  authorizeUrl,
  callMcp,
  makePkce,
  postToken,
  type RegisteredClient,
  redeem,
  register,
} from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { aMovingClock } from "./support/clock.ts";

const clock = aMovingClock();
let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
beforeAll(async () => {
  ({ node, client, browser } = await startSite({ clock }));
});

async function getCode(clientId = client.client_id) {
  const pkce = makePkce();
  return { pkce, callback: await authorize(node, authorizeUrl(node, clientId, pkce), { browser }) };
}

const refresh = (token: string, clientId = client.client_id) =>
  postToken(node, { grant_type: "refresh_token", client_id: clientId, refresh_token: token });

it("a code that is sent again gives nothing, and ends what it was redeemed for", async () => {
  const { pkce, callback } = await getCode();
  const { json: tokens } = await redeem(node, client.client_id, callback, pkce);
  expect(await callMcp(node, tokens.access_token)).toBe(200);
  const again = await redeem(node, client.client_id, callback, pkce);
  expect([again.status, again.json.error]).toEqual([400, "invalid_grant"]);
  expect(await refresh(tokens.refresh_token)).toMatchObject({
    status: 400,
    json: { error: "invalid_grant" },
  });
  clock.forward(5_000);
  expect(await callMcp(node, tokens.access_token)).toBe(401);
});

it("another client gets nothing for a code, and does not take it from the one that it was given to", async () => {
  const { pkce, callback } = await getCode();
  const thief = await register(node, { client_name: "Thief" });
  const stolen = await redeem(node, thief.client_id, callback, pkce);
  expect([stolen.status, stolen.json.error]).toEqual([400, "invalid_grant"]);
  const { status, json } = await redeem(node, client.client_id, callback, pkce);
  expect(status).toBe(200);
  const late = await redeem(node, thief.client_id, callback, pkce);
  expect([late.status, late.json.error]).toEqual([400, "invalid_grant"]);
  clock.forward(5_000);
  expect(await callMcp(node, json.access_token)).toBe(200);
});

it.each([
  ["another one that nobody registered", "https://evil.com/callback"],
  ["one that looks the same", "https://client.example/callback/"],
  ["another one of the client", "https://client.example/other"],
  ["none", undefined],
])("a code is bound to the address it was sent to: %s", async (_, uri) => {
  const { client_id: id } = await register(node, {
    redirect_uris: ["https://client.example/callback", "https://client.example/other"],
  });
  const { pkce, callback } = await getCode(id);
  const { status, json } = await redeem(node, id, callback, pkce, { redirect_uri: uri });
  expect([status, json.error]).toEqual([400, expect.stringMatching(/^invalid_(grant|request)$/)]);
});

it("a code is over after a minute", async () => {
  const [early, late] = [await getCode(), await getCode()];
  clock.forward(55_000);
  expect(await redeem(node, client.client_id, early.callback, early.pkce)).toMatchObject({ status: 200 });
  clock.forward(6_000);
  expect(await redeem(node, client.client_id, late.callback, late.pkce)).toMatchObject({
    status: 400,
    json: { error: "invalid_grant" },
  });
});

it.each([2, 20])(
  "of %i who redeem one code at once one gets tokens, and they stop working",
  async (count) => {
    const { pkce, callback } = await getCode();
    const answers = await Promise.all(
      Array.from({ length: count }, () => redeem(node, client.client_id, callback, pkce)),
    );
    const won = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status, json }) => status === 400 && json.error === "invalid_grant");
    expect([won.length, lost.length]).toEqual([1, count - 1]);
    clock.forward(5_000);
    expect(await callMcp(node, won[0]?.json.access_token)).toBe(401);
    expect(await refresh(won[0]?.json.refresh_token)).toMatchObject({ status: 400 });
  },
);

it("nothing but a code is a code", async () => {
  const { pkce, callback } = await getCode();
  const { json: tokens } = await redeem(node, client.client_id, callback, pkce);
  for (const code of ["", "x", "\u0000", "a".repeat(10_000), tokens.refresh_token, tokens.access_token]) {
    const { status, json } = await redeem(node, client.client_id, callback, pkce, { code });
    expect([status, json.error]).toEqual([400, expect.stringMatching(/^invalid_(grant|request)$/)]);
  }
  expect(await refresh(callback.searchParams.get("code") ?? "")).toMatchObject({ status: 400 });
});
