import { decodeJwt } from "jose";
import { beforeAll, expect, it } from "vitest";
import { callMcp, connect, postToken } from "./support/flow.ts";
import { type OAuthNode, startOAuthNode } from "./support/node.ts";

let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode({ config: { mountPath: "/memory" } });
  await node.addUser();
});

it.each([
  "https://memory.example/memory/.well-known/oauth-authorization-server",
  "https://memory.example/.well-known/oauth-authorization-server/memory",
  "https://memory.example/.well-known/openid-configuration/memory",
  "https://memory.example/memory/.well-known/openid-configuration",
])("%s names endpoints below the mount path", async (url) => {
  const document = (await (await node.fetch(url)).json()) as Record<string, unknown>;
  expect(document).toMatchObject({
    issuer: "https://memory.example/memory",
    authorization_endpoint: "https://memory.example/memory/authorize",
    token_endpoint: "https://memory.example/memory/token",
    registration_endpoint: "https://memory.example/memory/register",
    revocation_endpoint: "https://memory.example/memory/revoke",
    jwks_uri: "https://memory.example/memory/.well-known/jwks.json",
  });
});

it("a browser keeps its place in a request, and tokens are for the endpoint below the mount path", async () => {
  const { client, tokens } = await connect(node);
  const { access_token: token = "", refresh_token } = tokens;
  expect(decodeJwt(token)).toMatchObject({ iss: node.issuer, aud: "https://memory.example/memory/mcp" });
  expect(await callMcp(node, token)).toBe(200);
  const again = { grant_type: "refresh_token", client_id: client.client_id, refresh_token };
  expect((await postToken(node, again)).status).toBe(200);
});
