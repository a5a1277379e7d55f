import { beforeAll, describe, expect, it } from "vitest";
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
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";

const GRACE_MS = 30_000;
const clock = aMovingClock();
let node: OAuthNode;
let browser: Browser;
beforeAll(async () => {
  node = await startOAuthNode({ clock });
  await node.addUser();
  browser = node.browser();
});

async function connect(metadata: object = {}) {
  const client = await register(node, metadata);
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, client.client_id, pkce), { browser });
  const { json } = await redeem(node, client.client_id, callback, pkce, {
    client_secret: client.client_secret,
  });
  return { client, tokens: json as { access_token: string; refresh_token: string } };
}

/** A client that has a secret must send it. */
const refresh = (client: Partial<RegisteredClient>, token: string, more: Record<string, string> = {}) =>
  postToken(node, {
    grant_type: "refresh_token",
    client_id: client.client_id,
    client_secret: client.client_secret,
    refresh_token: token,
    ...more,
  });

const SECRET = { token_endpoint_auth_method: "client_secret_post" };

describe("a refresh token that is used again after half a minute", () => {
  it("is stolen: nothing of its family works any more", async () => {
    const { client, tokens } = await connect();
    const { json: second } = await refresh(client, tokens.refresh_token);
    const { json: third } = await refresh(client, second.refresh_token);
    expect(await callMcp(node, third.access_token)).toBe(200);
    clock.forward(GRACE_MS);
    const stolen = await refresh(client, tokens.refresh_token);
    expect([stolen.status, stolen.json.error]).toEqual([400, "invalid_grant"]);
    const newest = await refresh(client, third.refresh_token);
    expect([newest.status, newest.json.error]).toEqual([400, "invalid_grant"]);
    clock.forward(5_000);
    for (const { access_token: token } of [tokens, second, third])
      expect(await callMcp(node, token)).toBe(401);
  });

  it("ends nothing when another client sends it", async () => {
    const { client, tokens } = await connect();
    const { json: second } = await refresh(client, tokens.refresh_token);
    clock.forward(GRACE_MS);
    const other = await register(node);
    expect(await refresh(other, tokens.refresh_token)).toMatchObject({ status: 400 });
    expect(await refresh(client, second.refresh_token)).toMatchObject({ status: 200 });
  });

  it("ends nothing of other connections of the same person", async () => {
    const [one, other] = [await connect(), await connect()];
    await refresh(one.client, one.tokens.refresh_token);
    clock.forward(GRACE_MS);
    await refresh(one.client, one.tokens.refresh_token);
    clock.forward(5_000);
    expect(await callMcp(node, other.tokens.access_token)).toBe(200);
    expect(await refresh(other.client, other.tokens.refresh_token)).toMatchObject({ status: 200 });
  });
});

describe("within half a minute the lost answer is given again", () => {
  it("to the same client, and to no other that has stolen the refresh token", async () => {
    const { client, tokens } = await connect();
    const first = await refresh(client, tokens.refresh_token);
    for (const thief of [await register(node), await register(node, SECRET), { client_id: "nobody" }, {}]) {
      const { status, json } = await refresh(thief, tokens.refresh_token);
      expect([400, 401]).toContain(status);
      expect(json.error).toMatch(/^invalid_(grant|client|request)$/);
      expect(JSON.stringify(json)).not.toContain('token":');
    }
    clock.forward(GRACE_MS - 2_000);
    const again = await refresh(client, tokens.refresh_token);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(again.headers.get("cache-control")).toBe("no-store");
  });

  it("to a client with a secret only when it sends that", async () => {
    const { client, tokens } = await connect(SECRET);
    const first = await refresh(client, tokens.refresh_token);
    const { client_id } = client;
    for (const wrong of [undefined, "", "x", client_id]) {
      const secret = wrong === undefined ? {} : { client_secret: wrong };
      const { status, json } = await refresh({ client_id, ...secret }, tokens.refresh_token);
      expect([status, json.error]).toEqual([401, "invalid_client"]);
      expect(json).not.toHaveProperty("refresh_token");
    }
    expect((await refresh(client, tokens.refresh_token)).json).toEqual(first.json);
  });

  it("and never once the person has taken the access back", async () => {
    const { client, tokens } = await connect();
    await refresh(client, tokens.refresh_token);
    const { grants } = await node.store();
    await grants.revokeClient(client.client_id, clock.now());
    const { status, json } = await refresh(client, tokens.refresh_token);
    expect([status, json.error]).toEqual([400, "invalid_grant"]);
  });
});

it("a client that gives its refresh token back ends everything that came of it", async () => {
  const { client, tokens } = await connect();
  const revoke = (token: string, clientId: string) =>
    node.fetch(`${node.issuer}/revoke`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ token, client_id: clientId }).toString(),
    });
  const other = await register(node);
  await revoke(tokens.refresh_token, other.client_id);
  const { status, json } = await refresh(client, tokens.refresh_token);
  expect(status).toBe(200);
  expect((await revoke(json.refresh_token, client.client_id)).status).toBe(200);
  expect(await refresh(client, json.refresh_token)).toMatchObject({ status: 400 });
  clock.forward(5_000);
  expect(await callMcp(node, json.access_token)).toBe(401);
});
