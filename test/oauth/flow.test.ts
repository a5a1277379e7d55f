import { decodeJwt, decodeProtectedHeader } from "jose";
import { beforeAll, expect, it } from "vitest";
import {
  authorize,
  authorizeUrl,
  callMcp,
  connect,
  makePkce,
  postToken,
  redeem,
  register,
} from "./support/flow.ts";
import { type OAuthNode, startOAuthNode } from "./support/node.ts";

let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode();
  await node.addUser();
});

it("a client that registers itself gets a person's consent, and tokens for the MCP endpoint alone", async () => {
  const client = await register(node);
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, client.client_id, pkce));
  expect(Object.fromEntries(callback.searchParams)).toEqual({
    code: expect.any(String),
    state: "some state",
    iss: node.issuer,
  });
  const answer = await redeem(node, client.client_id, callback, pkce);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const { access_token: token, ...rest } = answer.json;
  expect(rest).toEqual({
    token_type: "Bearer",
    expires_in: 900,
    refresh_token: expect.any(String),
    scope: "memory:read memory:write memory:delete",
  });
  expect(decodeProtectedHeader(token)).toMatchObject({ typ: "at+jwt", alg: "ES256" });
  expect(decodeJwt(token)).toMatchObject({
    iss: node.issuer,
    aud: node.resource,
    sub: "ada",
    client_id: client.client_id,
    scope: "memory:read memory:write memory:delete",
  });
  expect(await callMcp(node, token)).toBe(200);
});

it("a refresh token is replaced at every use, and what it gives works", async () => {
  const { client, tokens } = await connect(node);
  const first = await postToken(node, {
    grant_type: "refresh_token",
    client_id: client.client_id,
    refresh_token: tokens.refresh_token,
  });
  expect(first.status).toBe(200);
  expect(first.json.refresh_token).not.toBe(tokens.refresh_token);
  expect(await callMcp(node, first.json.access_token)).toBe(200);
});

it("an answer that was lost on the way is given again, the same, also to many who ask at once", async () => {
  const { client, tokens } = await connect(node);
  const again = () =>
    postToken(node, {
      grant_type: "refresh_token",
      client_id: client.client_id,
      refresh_token: tokens.refresh_token,
    });
  const answers = await Promise.all([again(), again(), again()]);
  const late = await again();
  expect([...answers, late].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set([...answers, late].map(({ json }) => json.refresh_token)).size).toBe(1);
});
