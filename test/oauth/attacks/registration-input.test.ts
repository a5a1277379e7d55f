import { beforeAll, describe, expect, it } from "vitest";
import { REDIRECT } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";

let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode();
});

async function post(body: string | Buffer, type = "application/json") {
  const response = await node.fetch(`${node.issuer}/register`, {
    method: "POST",
    headers: { "content-type": type },
    body: body as string,
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const good = { redirect_uris: [REDIRECT], token_endpoint_auth_method: "none" };
const send = (metadata: object) => post(JSON.stringify({ ...good, ...metadata }));

describe("a registration is refused, with what is wrong about it:", () => {
  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["a list", `[${JSON.stringify(good)}]`],
    ["null", "null"],
    ["a text", '"client"'],
    ["a number", "1"],
    ["a form", "client_name=x"],
    ["too much", JSON.stringify({ ...good, client_name: "x".repeat(20_000) })],
    ["depth", `{"redirect_uris":["${REDIRECT}"],"x":${"[".repeat(50)}${"]".repeat(50)}}`],
    ["a hundred thousand brackets", "[".repeat(16_000)],
    ["other than UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ])("%s", async (_, body) => {
    expect(await post(body)).toEqual({
      status: 400,
      json: { error: "invalid_client_metadata", error_description: "Send a JSON object of at most 16 KB" },
    });
  });

  it.each([
    ["no redirect_uris", { redirect_uris: undefined }, "invalid_redirect_uri"],
    ["an empty list of them", { redirect_uris: [] }, "invalid_redirect_uri"],
    ["a text in place of a list", { redirect_uris: REDIRECT }, "invalid_redirect_uri"],
    ["an object in place of a list", { redirect_uris: { 0: REDIRECT, length: 1 } }, "invalid_redirect_uri"],
    ["a number in the list", { redirect_uris: [REDIRECT, 5] }, "invalid_redirect_uri"],
    ["a list in the list", { redirect_uris: [[REDIRECT]] }, "invalid_redirect_uri"],
    [
      "too many",
      { redirect_uris: Array.from({ length: 21 }, (_, at) => `${REDIRECT}${at}`) },
      "invalid_redirect_uri",
    ],
    ["a number for a name", { client_name: 5 }, "invalid_client_metadata"],
    ["half a character for a name", { client_name: "\ud800" }, "invalid_client_metadata"],
    [
      "an unknown way to prove itself",
      { token_endpoint_auth_method: "tls_client_auth" },
      "invalid_client_metadata",
    ],
    [
      "keys of its own",
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://10.0.0.1/" },
      "invalid_client_metadata",
    ],
    ["a list for a way", { token_endpoint_auth_method: ["none"] }, "invalid_client_metadata"],
    ["implicit alone", { grant_types: ["implicit"] }, "invalid_client_metadata"],
    ["tokens at once", { response_types: ["token"] }, "invalid_client_metadata"],
  ])("%s", async (_, metadata, error) => {
    const { status, json } = await send(metadata);
    expect([status, json.error]).toEqual([400, error]);
    expect(json.error_description).toEqual(expect.stringMatching(/^[a-z_[\]0-9]+ .{10,}/));
  });

  it("a body of 5 MB", async () => {
    const response = await node.fetch(`${node.issuer}/register`, {
      method: "POST",
      body: "x".repeat(5_000_000),
    });
    expect(response.status).toBe(413);
  });
});

it("what a client has no say in is not taken from it", async () => {
  const { status, json } = await send({
    client_id: "claude",
    client_secret: "chosen",
    client_id_issued_at: 1,
    client_secret_expires_at: 1,
    scope: "memory:admin",
    application_type: "web",
    origin: "added",
    usedAt: 1,
    require_pkce: false,
    subject_type: "pairwise",
    sector_identifier_uri: "https://10.0.0.1/",
    post_logout_redirect_uris: ["javascript:alert(1)"],
    backchannel_logout_uri: "https://10.0.0.1/",
    id_token_signed_response_alg: "none",
    grant_types: ["authorization_code", "refresh_token", "password", "client_credentials"],
    response_types: ["code", "token"],
  });
  expect(status).toBe(201);
  expect(json.client_id).toMatch(/^client-example-[\w-]{16}$/);
  expect(json).not.toHaveProperty("client_secret");
  expect(json).toMatchObject({
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    redirect_uris: [REDIRECT],
  });
  const text = JSON.stringify(json);
  for (const word of ["10.0.0.1", "javascript", "memory:admin", '"none"}', "pairwise", "password"]) {
    expect(text).not.toContain(word);
  }
});

it("names of JavaScript's own members change nothing", async () => {
  const body = `{"__proto__":{"redirect_uris":["https://evil.com/"],"polluted":1},"constructor":{"prototype":{"polluted":1}},"redirect_uris":["${REDIRECT}"],"token_endpoint_auth_method":"none"}`;
  const { status, json } = await post(body);
  expect([status, json.redirect_uris]).toEqual([201, [REDIRECT]]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const own = await post('{"__proto__":{"redirect_uris":["https://evil.com/"]}}');
  expect([own.status, own.json.error]).toEqual([400, "invalid_redirect_uri"]);
});

it("a secret is told once, and stands nowhere", async () => {
  const { json } = await send({ token_endpoint_auth_method: "client_secret_basic" });
  expect(json).toMatchObject({
    client_secret: expect.stringMatching(/^.{40,}$/),
    client_secret_expires_at: 0,
  });
  const { clients } = await node.store();
  const kept = JSON.stringify(await clients.find(String(json.client_id)));
  expect(kept).not.toContain(json.client_secret);
  const again = await node.fetch(`${node.issuer}/register/${json.client_id}`);
  expect(again.status).toBe(404);
});
