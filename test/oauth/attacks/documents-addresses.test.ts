import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPublicAddress } from "../../../src/domain/oauth/public-address.ts";
import { createFetchPublic } from "../../../src/oauth/server/client-documents.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { type DocumentHost, resolveTo, startDocumentHost } from "./support/document-host.ts";
import { askAuthorize, expectErrorPage } from "./support/requests.ts";

const INTERNAL = [
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.168.0.1",
  "0.0.0.0",
  "::1",
  "::",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "64:ff9b::7f00:1",
  "2002:7f00:1::",
  "fd00::1",
  "fe80::1",
];
/** Where a public host would be, were there one in a test: nobody listens there. */
const PUBLIC = "93.184.216.34";
const FORBIDDEN = "has an address that no provider has";

let host: DocumentHost;
beforeAll(async () => {
  host = await startDocumentHost();
});
afterAll(() => host.close());

const time = () => AbortSignal.timeout(2_500);

describe("a metadata document is not fetched from", () => {
  it.each(INTERNAL)("%s, by its address", async (address) => {
    const name = address.includes(":") ? `[${address}]` : address;
    const fetch = createFetchPublic({ ca: host.ca });
    await expect(fetch(`https://${name}:${host.port}/client`, time())).rejects.toThrow(FORBIDDEN);
    expect(host.total()).toBe(0);
  });

  it.each(INTERNAL)("%s, by a name that leads there", async (address) => {
    for (const addresses of [[address], [PUBLIC, address], [address, PUBLIC]]) {
      const fetch = createFetchPublic({ ca: host.ca, ...resolveTo(addresses) });
      await expect(fetch(`https://localhost:${host.port}/client`, time())).rejects.toThrow(FORBIDDEN);
    }
    expect(host.total()).toBe(0);
  });

  it.each(["http:", "ftp:"])("anywhere over %s", async (protocol) => {
    const fetch = createFetchPublic({ isPublic: () => true, ...resolveTo(["127.0.0.1"]) });
    const url = `${protocol}//127.0.0.1:${host.port}/client`;
    await expect(fetch(url, time())).rejects.toThrow(FORBIDDEN);
    expect(host.total()).toBe(0);
  });

  it("a host whose certificate nobody vouches for", async () => {
    const fetch = createFetchPublic({ isPublic: () => true, ...resolveTo(["127.0.0.1"]) });
    await expect(fetch(`https://localhost:${host.port}/client`, time())).rejects.toThrow(
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    );
    expect(host.total()).toBe(0);
  });
});

it("a name is looked up once, and what was checked is what is connected to, wherever it leads a moment later", async () => {
  const { resolve, asked } = resolveTo(["127.0.0.1"], ["127.0.0.2"]);
  const isPublic = (address: string) => address === "127.0.0.1";
  const fetch = createFetchPublic({ ca: host.ca, resolve, isPublic });
  const url = host.serveClient("/flips");
  expect((await fetch(url, time())).json).toMatchObject({ client_id: url });
  expect(asked).toEqual(["localhost"]);
  await expect(fetch(url, time())).rejects.toThrow(FORBIDDEN);
  expect([asked.length, host.hits.get("/flips")]).toEqual([2, 1]);
});

describe("a server as it is, asked for a client that is inside,", () => {
  let node: OAuthNode;
  beforeAll(async () => {
    node = await startOAuthNode();
  });

  it.each([
    "https://127.0.0.1:PORT/client",
    "https://localhost:PORT/client",
    "https://127.1:PORT/client",
    "https://2130706433:PORT/client",
    "https://0x7f000001:PORT/client",
    "https://[::ffff:127.0.0.1]:PORT/client",
    "https://127.0.0.1.:PORT/client",
    "https://user:pass@127.0.0.1:PORT/client",
    "http://127.0.0.1:PORT/client",
    "https://localhost:PORT",
    "https://localhost:PORT/",
    "https://localhost:PORT/?/client",
    "https://localhost:PORT/a/../client",
    "https://localhost:PORT/client#x",
    "https://localhost\\@evil:PORT/client",
    "HTTPS://LOCALHOST:PORT/client",
  ])("does not go to %s", async (template) => {
    const before = host.total();
    const answer = await askAuthorize(node, template.replace("PORT", String(host.port)));
    expectErrorPage(answer, "Unknown client");
    expect(host.total()).toBe(before);
  });
});

it("the address that stands for a public host here is one", () => {
  expect(isPublicAddress(PUBLIC)).toBe(true);
});
