import { lookup } from "node:dns";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { beforeAll, expect, it } from "vitest";
import { fetchDocument, type Resolve } from "../../../src/auth/providers/guarded-fetch.ts";
import { isPublicAddress } from "../../../src/domain/oauth/public-address.ts";
import type { FetchPublic } from "../../../src/oauth/server/client-documents.ts";
import { makeCertificate } from "../../auth/providers/support/certificate.ts";
import { atEndOfFile } from "../../helpers/end-of-file.ts";
import { ClientMemory } from "../support/client-memory.ts";
import { startOAuthNode } from "../support/node.ts";
import { connectByOAuth } from "../support/sdk-client.ts";

const HOST = "client.example";
const REDIRECT = `https://${HOST}/callback`;
const tls = makeCertificate(HOST);

/** Everybody's name server: the client's name leads to this machine. */
const resolve: Resolve = ((name: string, options: object, done: never) =>
  lookup(name === HOST ? "127.0.0.1" : name, options, done)) as never;

let documentUrl: string;
let asked: string[];
beforeAll(async () => {
  const server = createServer({ key: tls.key, cert: tls.cert }, (request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    response.writeHead(200, { "content-type": "application/json", "cache-control": "max-age=60" });
    response.end(JSON.stringify({ client_id: documentUrl, client_name: "Far", redirect_uris: [REDIRECT] }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  atEndOfFile(() => server.close());
  const { port } = server.address() as AddressInfo;
  documentUrl = `https://${HOST}:${port}/oauth/client.json`;
});

interface Rules {
  readonly ca?: string;
  readonly isAllowed: (address: string) => boolean;
}

/** Connects by the document, which is fetched over a real connection under these rules. */
async function connect({ ca, isAllowed }: Rules) {
  asked = [];
  const fetchClientDocument: FetchPublic = (url, signal) =>
    fetchDocument(url, {
      signal,
      maxBytes: 5 * 1024,
      resolve,
      ca,
      isAllowed: (protocol, _host, address) => protocol === "https:" && isAllowed(address),
    });
  const node = await startOAuthNode({ fetchClientDocument });
  await node.addUser();
  const memory = new ClientMemory({ redirectUrl: REDIRECT, documentUrl });
  return { memory, client: await connectByOAuth(node, "v2 legacy", memory) };
}

it("a client's document is fetched over https from where its name leads, once for a whole connection", async () => {
  const { memory, client } = await connect({ ca: tls.cert, isAllowed: (address) => address === "127.0.0.1" });
  expect(await client.listTools()).toContain("remember");
  expect(memory.information.client_id).toBe(documentUrl);
  expect(asked).toEqual([documentUrl.slice("https://".length)]);
  await client.close();
});

it("it is not asked for where its name leads into a network of ours", async () => {
  await expect(connect({ ca: tls.cert, isAllowed: isPublicAddress })).rejects.toThrow("400 ");
  expect(asked).toEqual([]);
});

it("it is not believed when its certificate is not", async () => {
  await expect(connect({ isAllowed: () => true })).rejects.toThrow("400 ");
  expect(asked).toEqual([]);
});
