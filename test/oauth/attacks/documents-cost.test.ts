import { afterAll, beforeAll, expect, it } from "vitest";
import { createFetchPublic } from "../../../src/oauth/server/client-documents.ts";
import { encode } from "../../auth/support/tokens.ts";
import { postToken } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";
import {
  DOCUMENT_REDIRECT,
  type DocumentHost,
  resolveTo,
  sendJson,
  startDocumentHost,
} from "./support/document-host.ts";
import { BEHIND_PROXY, fromAddress, networks } from "./support/networks.ts";
import { askAuthorize } from "./support/requests.ts";

const FETCHES_PER_MINUTE = 30;
const clock = aMovingClock();
const network = networks();
let host: DocumentHost;
let node: OAuthNode;
beforeAll(async () => {
  host = await startDocumentHost();
  node = await startOAuthNode(options());
  await node.addUser();
});
afterAll(() => host.close());

const options = () => ({
  clock,
  config: BEHIND_PROXY,
  fetchClientDocument: createFetchPublic({
    ca: host.ca,
    isPublic: (address) => address === "127.0.0.1",
    ...resolveTo(["127.0.0.1"]),
  }),
});

const askFor = (clientId: string, from = network(), on = node) =>
  askAuthorize(fromAddress(on, from), clientId, { redirect_uri: DOCUMENT_REDIRECT });

it("a document is fetched once, however many ask for it at once or one after the other", async () => {
  const url = host.serveClient("/once");
  await Promise.all(Array.from({ length: 20 }, () => askFor(url)));
  for (let times = 0; times < 20; times += 1) await askFor(url);
  expect(host.hits.get("/once")).toBe(1);
});

it("one that cannot be had is left alone for a moment, and found when it is back", async () => {
  const url = host.serve("/back", (response) => void response.writeHead(503).end());
  for (let times = 0; times < 20; times += 1) expect((await askFor(url)).status).toBe(400);
  expect(host.hits.get("/back")).toBe(1);
  host.serveClient("/back");
  clock.forward(10_000);
  expect((await askFor(url)).location?.pathname).toMatch(/^\/oauth\/interaction\//);
});

it("one network causes a few fetches a minute, and keeps no other from its own", async () => {
  const [attacker, neighbour] = [network(), network()];
  const before = host.total();
  for (let at = 0; at < 3 * FETCHES_PER_MINUTE; at += 1) await askFor(`${host.origin}/flood/${at}`, attacker);
  expect(host.total() - before).toBeGreaterThan(0);
  expect(host.total() - before).toBeLessThanOrEqual(FETCHES_PER_MINUTE);
  const url = host.serveClient("/neighbour");
  expect((await askFor(url, attacker)).status).toBe(400);
  expect((await askFor(url, neighbour)).status).toBe(303);
});

it("the keys of a client are not fetched anew for every token request that strangers make up", async () => {
  const keys = host.serve("/keys", (response) => sendJson(response, { keys: [] }));
  const url = host.serveClient("/assertion", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: keys,
  });
  expect((await askFor(url)).status).toBe(303);
  const stranger = fromAddress(node, network());
  for (let at = 0; at < 40; at += 1) {
    const { status, json } = await postToken(stranger, {
      grant_type: "refresh_token",
      refresh_token: "x",
      client_id: url,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: makeAssertion(url, at),
    });
    expect([status, json.error]).toEqual([401, "invalid_client"]);
  }
  expect(host.hits.get("/keys")).toBeLessThanOrEqual(1);
});

function makeAssertion(clientId: string, at: number): string {
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: node.issuer,
    jti: `${at}`,
    exp: clock.now() / 1000 + 60,
  };
  const header = { alg: "ES256", kid: `key ${at}` };
  return `${encode(JSON.stringify(header))}.${encode(JSON.stringify(claims))}.${encode("x".repeat(64))}`;
}

it("keys that a document says are inside are not fetched", async () => {
  const { resolve, asked } = resolveTo(["127.0.0.1"], ["127.0.0.2"]);
  const wary = await startOAuthNode({
    ...options(),
    fetchClientDocument: createFetchPublic({ ca: host.ca, isPublic: (one) => one === "127.0.0.1", resolve }),
  });
  const keys = `${host.origin}/inside`;
  const url = host.serveClient("/leads-inside", {
    token_endpoint_auth_method: "private_key_jwt",
    jwks_uri: keys,
  });
  expect((await askFor(url, network(), wary)).status).toBe(303);
  const { status, json } = await postToken(wary, {
    grant_type: "refresh_token",
    refresh_token: "x",
    client_id: url,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: makeAssertion(url, 0),
  });
  expect([status, json.error]).toEqual([401, "invalid_client"]);
  expect([asked.length, host.hits.get("/inside")]).toEqual([2, undefined]);
});
