import { beforeAll, expect, it } from "vitest";
import type { Browser } from "../support/browser.ts";
import {
  authorize,
  authorizeUrl,
  makePkce,
  REDIRECT,
  type RegisteredClient,
  redeem,
} from "../support/flow.ts";
import type { OAuthNode } from "../support/node.ts";
import { startSite } from "../support/site.ts";
import { askAuthorize, expectErrorTo } from "./support/requests.ts";

let node: OAuthNode;
let client: RegisteredClient;
let browser: Browser;
beforeAll(async () => {
  ({ node, client, browser } = await startSite());
});

const getCode = (pkce = makePkce()) =>
  authorize(node, authorizeUrl(node, client.client_id, pkce), { browser });

it.each([
  ["none at all", { code_challenge: undefined, code_challenge_method: undefined }],
  ["a method alone", { code_challenge: undefined }],
  ["an empty one", { code_challenge: "" }],
  ["plain by name", { code_challenge_method: "plain" }],
  ["plain by default", { code_challenge_method: undefined }],
  ["a method in lower case", { code_challenge_method: "s256" }],
  ["one that is too short", { code_challenge: "abc" }],
  ["one with other characters", { code_challenge: "é".repeat(43) }],
])("a request without a proof key is told so: %s", async (_, params) => {
  const answer = await askAuthorize(node, client.client_id, params);
  expectErrorTo(answer, { node, redirect: REDIRECT, error: "invalid_request" });
});

it("a code is of no use without its verifier, and guessing does not take it from its client", async () => {
  const pkce = makePkce();
  const callback = await getCode(pkce);
  for (const verifier of [undefined, "", "short", makePkce().verifier, pkce.challenge, "a".repeat(129)]) {
    const { status, json } = await redeem(node, client.client_id, callback, pkce, {
      code_verifier: verifier,
    });
    expect([verifier, status]).toEqual([verifier, 400]);
    expect(json.error).toMatch(/^invalid_(grant|request)$/);
    expect(json).not.toHaveProperty("access_token");
  }
  expect(await redeem(node, client.client_id, callback, pkce)).toMatchObject({ status: 200 });
});

it("the verifiers of two codes cannot be swapped", async () => {
  const [one, other] = [makePkce(), makePkce()];
  const [first, second] = [await getCode(one), await getCode(other)];
  const swapped = [
    await redeem(node, client.client_id, first, other),
    await redeem(node, client.client_id, second, one),
  ];
  for (const { status, json } of swapped) expect([status, json.error]).toEqual([400, "invalid_grant"]);
});
