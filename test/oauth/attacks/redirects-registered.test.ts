import { beforeAll, describe, expect, it } from "vitest";
import { register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { BEHIND_PROXY, fromAddress, networks } from "./support/networks.ts";

let node: OAuthNode;
const network = networks();
beforeAll(async () => {
  node = await startOAuthNode({ config: BEHIND_PROXY });
});

const registerWith = (uris: readonly string[]) =>
  register(fromAddress(node, network()), { redirect_uris: uris });

describe("a client that wants its answers sent there is not registered:", () => {
  it.each([
    "http://127.0.0.1.evil.com/cb",
    "http://localhost.evil/cb",
    "http://127.1/cb",
    "http://2130706433/cb",
    "http://0x7f.0.0.1/cb",
    "http://[::ffff:127.0.0.1]/cb",
    "http://[::]/cb",
    "http://0.0.0.0/cb",
    "http://127.0.0.2/cb",
    "http://LOCALHOST/cb",
    "HTTP://127.0.0.1/cb",
    "http://127.0.0.1@evil.com/cb",
    "http://127.0.0.1:80@evil.com/cb",
    "http://evil.com\\@127.0.0.1/cb",
    "http://127.0.0.1\\@evil.com/cb",
    "http:/127.0.0.1/cb",
    "http:127.0.0.1/cb",
    "//evil.com/cb",
    "/cb",
    "",
    "http://client.example/cb",
    "https://client.example@evil.com/cb",
    "https://client.example/cb#",
    "https://client.example/cb#fragment",
    "https://*.client.example/cb",
    "https://client.example/*",
    "https://client.example/a/../cb",
    "https://CLIENT.example/cb",
    "https://client.example:443/cb",
    "https://client.example\u3002evil.com/cb",
    "https://client.example/cb\n",
    " https://client.example/cb",
    "https:///evil.com/cb",
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://client.example/cb",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://client.example/uuid",
    "about:blank",
    `https://client.example/${"a".repeat(2_000)}`,
  ])("%j", async (uri) => {
    await expect(registerWith([uri])).rejects.toThrow(/400 .*invalid_redirect_uri/s);
    // A good one beside it does not make it better.
    await expect(registerWith(["https://client.example/cb", uri])).rejects.toThrow(
      /400 .*invalid_redirect_uri.*redirect_uris\[1\]/s,
    );
  });
});

const OWN_SCHEMES = [
  "intent://client.example#Intent;scheme=https;end",
  "myapp://callback",
  "cursor://anysphere.cursor-mcp/oauth/callback/",
  "cursor://anysphere.cursor-mcp/oauth/callback?x=1",
  "cursor://anysphere.cursor-mcp.evil/oauth/callback",
  "cursor://evil/oauth/callback",
  "CURSOR://anysphere.cursor-mcp/oauth/callback",
];

it.each(OWN_SCHEMES)(
  "%s is left out where a client registers others that are good, and it is told so",
  async (uri) => {
    const good = ["http://127.0.0.1:4711/cb", "https://client.example/cb"];
    expect(await registerWith([uri, ...good])).toMatchObject({ redirect_uris: good });
    await expect(registerWith([uri])).rejects.toThrow(/400 .*invalid_redirect_uri.*redirect_uris\[0\]/s);
    await expect(registerWith([uri, uri])).rejects.toThrow(/400 .*invalid_redirect_uri/s);
  },
);

it.each([
  "https://client.example/cb",
  "https://client.example/cb?tenant=1",
  "https://client.example:8443/cb",
  "http://127.0.0.1/cb",
  "http://127.0.0.1:4711/cb",
  "http://[::1]:4711/cb",
  "http://localhost:4711/cb",
  "cursor://anysphere.cursor-mcp/oauth/callback",
])("a client may have its answers sent to %s", async (uri) => {
  expect(await registerWith([uri])).toMatchObject({ redirect_uris: [uri] });
});
