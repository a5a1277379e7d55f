import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createFetchPublic } from "../../../src/oauth/server/client-documents.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import {
  aDocument,
  DOCUMENT_REDIRECT,
  type DocumentAnswer,
  type DocumentHost,
  resolveTo,
  startDocumentHost,
} from "./support/document-host.ts";
import { BEHIND_PROXY, fromAddress, networks } from "./support/networks.ts";
import { askAuthorize, expectErrorPage } from "./support/requests.ts";

let host: DocumentHost;
let node: OAuthNode;
const network = networks();
beforeAll(async () => {
  host = await startDocumentHost();
  node = await startOAuthNode({
    config: BEHIND_PROXY,
    fetchClientDocument: createFetchPublic({
      ca: host.ca,
      isPublic: (address) => address === "127.0.0.1",
      ...resolveTo(["127.0.0.1"]),
    }),
  });
});
afterAll(() => host.close());

const askFor = (clientId: string) =>
  askAuthorize(fromAddress(node, network()), clientId, { redirect_uri: DOCUMENT_REDIRECT });

const raw =
  (body: string | Buffer, headers: Record<string, string> = {}): DocumentAnswer =>
  (response) =>
    void response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);

it("a document that is all right is a client", async () => {
  const { location } = await askFor(host.serveClient("/good"));
  expect(location?.pathname).toMatch(/^\/oauth\/interaction\//);
});

describe("a client is unknown whose document", () => {
  let path = "/bad";
  let next = 0;
  // What could not be had is not asked for again at once.
  beforeEach(() => {
    next += 1;
    path = `/bad/${next}`;
  });
  const good = () => aDocument(`${host.origin}${path}`);
  it.each<[string, () => DocumentAnswer]>([
    ["is not there", () => (response) => void response.writeHead(404).end()],
    ["fails", () => (response) => void response.writeHead(500).end("secret detail")],
    ["is empty", () => raw("")],
    ["is not JSON", () => raw("<html>")],
    ["is not whole", () => raw(JSON.stringify(good()).slice(0, -1))],
    ["is no object", () => raw("[]")],
    ["is null", () => raw("null")],
    ["is text", () => raw('"client"')],
    ["is not UTF-8", () => raw(Buffer.from([0x7b, 0xff, 0x7d]))],
    ["is nested deeply", () => raw(`{"a":${"[".repeat(2_000)}${"]".repeat(2_000)}}`)],
    ["has 6 KB", () => raw(JSON.stringify({ ...good(), x: "x".repeat(6_000) }))],
    [
      "says that it has 6 KB",
      () => (response) => {
        response.writeHead(200, { "content-length": "6000" });
        response.write(JSON.stringify(good()));
      },
    ],
    [
      "says that it has less than it has",
      () => (response) => {
        response.writeHead(200, { "content-length": "10" });
        response.end(JSON.stringify(good()));
      },
    ],
    [
      "breaks off",
      () => (response) => {
        response.writeHead(200, { "content-length": "600" });
        response.write(JSON.stringify(good()));
        response.destroy();
      },
    ],
    [
      "never ends",
      () => (response) => {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write(" ".repeat(10_000)));
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      },
    ],
    ["is packed", () => raw(gzipSync(JSON.stringify(good())), { "content-encoding": "gzip" })],
    ["is a bomb", () => raw(gzipSync(Buffer.alloc(50_000_000)), { "content-encoding": "gzip" })],
    ["names another client", () => raw(JSON.stringify({ ...good(), client_id: "https://claude.ai/client" }))],
    [
      "names itself in another way",
      () => raw(JSON.stringify({ ...good(), client_id: `${host.origin.toUpperCase()}${path}` })),
    ],
    ["names nobody", () => raw(JSON.stringify({ ...good(), client_id: undefined }))],
    ["names several", () => raw(JSON.stringify({ ...good(), client_id: [`${host.origin}${path}`] }))],
    ["is a key set", () => raw('{"keys":[]}')],
    ["has no name", () => raw(JSON.stringify({ ...good(), client_name: undefined }))],
    ["has no name to speak of", () => raw(JSON.stringify({ ...good(), client_name: " " }))],
    ["has a number for a name", () => raw(JSON.stringify({ ...good(), client_name: 5 }))],
    ["returns to nowhere", () => raw(JSON.stringify({ ...good(), redirect_uris: undefined }))],
    ["returns to an empty list", () => raw(JSON.stringify({ ...good(), redirect_uris: [] }))],
    ["returns to a text", () => raw(JSON.stringify({ ...good(), redirect_uris: DOCUMENT_REDIRECT }))],
    [
      "returns to a script",
      () => raw(JSON.stringify({ ...good(), redirect_uris: [DOCUMENT_REDIRECT, "javascript:alert(1)"] })),
    ],
    [
      "returns over http",
      () => raw(JSON.stringify({ ...good(), redirect_uris: [DOCUMENT_REDIRECT, "http://client.example/"] })),
    ],
    ["holds a secret", () => raw(JSON.stringify({ ...good(), client_secret: "x" }))],
    ["holds an empty secret", () => raw(JSON.stringify({ ...good(), client_secret: null }))],
    ["says when its secret ends", () => raw(JSON.stringify({ ...good(), client_secret_expires_at: 0 }))],
    [
      "proves itself by a secret",
      () => raw(JSON.stringify({ ...good(), token_endpoint_auth_method: "client_secret_post" })),
    ],
    [
      "proves itself by keys, and has none",
      () => raw(JSON.stringify({ ...good(), token_endpoint_auth_method: "private_key_jwt" })),
    ],
    [
      "has keys that are none",
      () =>
        raw(
          JSON.stringify({ ...good(), token_endpoint_auth_method: "private_key_jwt", jwks: { keys: [5] } }),
        ),
    ],
    ["wants tokens at once", () => raw(JSON.stringify({ ...good(), response_types: ["token"] }))],
    ["wants passwords", () => raw(JSON.stringify({ ...good(), grant_types: ["password"] }))],
  ])("%s", async (_, answer) => {
    expectErrorPage(await askFor(host.serve(path, answer())), "Unknown client");
    expect(host.hits.get(path)).toBe(1);
  });

  it("is elsewhere: no redirect is followed", async () => {
    const target = host.serveClient("/target");
    for (const status of [301, 302, 303, 307, 308]) {
      const url = host.serve(
        `/moved/${status}`,
        (response) => void response.writeHead(status, { location: target }).end(),
      );
      expectErrorPage(await askFor(url), "Unknown client");
    }
    expect(host.hits.get("/target")).toBeUndefined();
  });

  it("comes byte by byte: it is given up after two and a half seconds", async () => {
    const begun = performance.now();
    const url = host.serve("/slow", (response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(" "), 100);
      response.once("close", () => clearInterval(timer));
    });
    expectErrorPage(await askFor(url), "Unknown client");
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

it("what a host answers is neither shown nor logged", async () => {
  const url = host.serve("/canary", raw('{"client_name":"CANARY'));
  const answer = await askFor(url);
  expect(answer.text).not.toContain("CANARY");
  expect(node.log.join("")).not.toContain("CANARY");
});

it("of a document only what means something is kept: nothing else of it is fetched", async () => {
  const links = Object.fromEntries(
    ["logo_uri", "policy_uri", "tos_uri", "client_uri", "jwks_uri", "sector_identifier_uri"].map((name) => [
      name,
      host.serve(`/${name}`, raw("{}")),
    ]),
  );
  const { location } = await askFor(host.serveClient("/links", links));
  const page = await node.browser().open(location?.href ?? "");
  expect(page.status).toBe(400);
  expect([...host.hits.keys()].filter((path) => path.endsWith("_uri"))).toEqual([]);
});
