import { beforeAll, describe, expect, it } from "vitest";
import { register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { ask, askAuthorize, expectErrorPage } from "./support/requests.ts";

const WEB = "https://client.example/callback";
const LOOPBACK = "http://127.0.0.1/callback";

/** What is registered, and what an attacker asks for in its place. */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  [WEB]: [
    "https://client.example/callback/",
    "https://client.example/callback/..",
    "https://client.example/Callback",
    "https://client.example/callback2",
    "https://client.example/",
    "https://client.example",
    "https://client.example/callback?",
    "https://client.example/callback?next=https://evil.com",
    "https://client.example/callback#",
    "https://client.example/callback#x",
    "https://client.example/%63allback",
    "https://client.example//callback",
    "https://client.example/\\callback",
    "https://client.example:8443/callback",
    "https://client.example:443/callback",
    "https://CLIENT.example/callback",
    "https://client.example./callback",
    "https://client.example.evil.com/callback",
    "https://evil.com/https://client.example/callback",
    "https://client.example@evil.com/callback",
    "https://user@client.example/callback",
    "https://evil.com\\@client.example/callback",
    "https://evil.com%2f@client.example/callback",
    "http://client.example/callback",
    "HTTPS://client.example/callback",
    "https:/client.example/callback",
    "//client.example/callback",
    " https://client.example/callback",
    "https://client.example/callback%00",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://127.0.0.1/callback",
    "cursor://anysphere.cursor-mcp/oauth/callback",
  ],
  [LOOPBACK]: [
    "http://127.0.0.1:4711/other",
    "http://127.0.0.1:4711/callback/",
    "http://127.0.0.1:4711/callback?x=1",
    "http://127.0.0.1:4711/callback#x",
    "http://127.0.0.1:4711/",
    "http://127.0.0.1.evil.com/callback",
    "http://127.0.0.1.evil.com:4711/callback",
    "http://127.0.0.1@evil.com/callback",
    "http://127.0.0.1:4711@evil.com/callback",
    "http://evil.com@127.0.0.1:4711/callback",
    "http://127.0.0.1\\@evil.com/callback",
    "http://127.0.0.1:80\\@evil.com/callback",
    "http://evil.com\\@127.0.0.1/callback",
    "http://127.0.0.1:4711\\.evil.com/callback",
    "http://127.0.0.1:x/callback",
    "http://127.0.0.1:99999/callback",
    "http://127.0.0.1:4711:80/callback",
    "https://127.0.0.1:4711/callback",
    "http://127.1:4711/callback",
    "http://2130706433:4711/callback",
    "http://[::ffff:127.0.0.1]:4711/callback",
    "http://[::1]:4711/callback",
    "http://localhost:4711/callback",
    "http://localhost.evil/callback",
    "http://127.0.0.2:4711/callback",
    "HTTP://127.0.0.1:4711/callback",
  ],
  "http://localhost/callback": ["http://127.0.0.1:1/callback", "http://localhost.evil:1/callback"],
  "cursor://anysphere.cursor-mcp/oauth/callback": [
    "cursor://anysphere.cursor-mcp/oauth/callback/",
    "cursor://anysphere.cursor-mcp:1/oauth/callback",
    "cursor://evil/oauth/callback",
    "CURSOR://anysphere.cursor-mcp/oauth/callback",
    "http://127.0.0.1/oauth/callback",
  ],
};

/** Mistakes that are told the client when its address is known. */
const MISTAKES: readonly Readonly<Record<string, string | undefined>>[] = [
  {},
  { prompt: "none" },
  { response_type: "token" },
  { response_mode: "form_post" },
  { resource: "https://other.example/mcp" },
  { code_challenge: undefined },
];

let node: OAuthNode;
const clients = new Map<string, string>();
beforeAll(async () => {
  node = await startOAuthNode();
  for (const uri of Object.keys(LOOK_ALIKES)) {
    clients.set(uri, (await register(node, { redirect_uris: [uri] })).client_id);
  }
});

const PAIRS = Object.entries(LOOK_ALIKES).flatMap(([own, others]) =>
  others.map((uri) => [own, uri] as const),
);

describe("nobody is ever sent to an address that is not registered, not even with an error:", () => {
  it.each(PAIRS)("%s does not let %j in", async (own, uri) => {
    for (const [at, mistake] of MISTAKES.entries()) {
      // Enough to see that a mistake makes no difference; each request counts.
      if (at > 0 && PAIRS.findIndex(([, one]) => one === uri) % (MISTAKES.length - 1) !== at - 1) continue;
      const answer = await askAuthorize(node, clients.get(own) ?? "", { redirect_uri: uri, ...mistake });
      expectErrorPage(answer, "Wrong address to return to");
      expect(answer.text).not.toContain("evil");
    }
  });

  it("of two addresses at once neither counts: the client is told at the only one that it has", async () => {
    for (const uris of [
      [WEB, "https://evil.com/"],
      ["https://evil.com/", WEB],
    ]) {
      const url = new URL(`${node.issuer}/authorize?response_type=code&client_id=${clients.get(WEB)}`);
      for (const uri of uris) url.searchParams.append("redirect_uri", uri);
      const { location } = await ask(node, url.href);
      expect(`${location?.origin}${location?.pathname}`).toBe(WEB);
      expect(location?.searchParams.get("error")).toBe("invalid_request");
    }
  });

  it("an unknown client gets a page, wherever it wants to have it sent", async () => {
    for (const id of ["nobody", "", "\u0000", "https://evil.com/", "__proto__", "a".repeat(5_000)]) {
      const answer = await askAuthorize(node, id, { redirect_uri: "https://evil.com/" });
      expect([id.slice(0, 20), answer.status, answer.location]).toEqual([id.slice(0, 20), 400, undefined]);
      expect(answer.text).not.toContain("evil.com");
    }
    expectErrorPage(await askAuthorize(node, "nobody"), "Unknown client");
  });
});

it.each([
  [LOOPBACK, "http://127.0.0.1/callback"],
  [LOOPBACK, "http://127.0.0.1:1/callback"],
  [LOOPBACK, "http://127.0.0.1:65535/callback"],
  ["http://localhost/callback", "http://localhost:8787/callback"],
])("a program that registered %s may listen at %s", async (own, uri) => {
  const { location } = await askAuthorize(node, clients.get(own) ?? "", { redirect_uri: uri });
  expect(location?.href).toMatch(/^https:\/\/memory\.example\/oauth\/interaction\//);
});

it("a program that registered a port of [::1] may listen at another", async () => {
  const { client_id: id } = await register(node, { redirect_uris: ["http://[::1]:8787/callback"] });
  const { location } = await askAuthorize(node, id, { redirect_uri: "http://[::1]:9000/callback" });
  expect(location?.href).toMatch(/\/oauth\/interaction\//);
});
