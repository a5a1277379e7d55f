import { beforeAll, expect, it } from "vitest";
import { MOST_UNUSED_CLIENTS } from "../../../src/oauth/server/client-adapter.ts";
import { authorize, authorizeUrl, makePkce, REDIRECT, redeem, register } from "../support/flow.ts";
import { type OAuthNode, startOAuthNode } from "../support/node.ts";
import { aMovingClock } from "./support/clock.ts";
import { BEHIND_PROXY, fromAddress, networks } from "./support/networks.ts";

const PER_NETWORK = 100;
const clock = aMovingClock();
const network = networks();
let node: OAuthNode;
beforeAll(async () => {
  node = await startOAuthNode({ clock, config: BEHIND_PROXY });
  await node.addUser();
});

const RECORD = { name: "Flood", origin: "registered", metadata: { redirect_uris: [REDIRECT] } } as const;
const BODY = JSON.stringify({ redirect_uris: [REDIRECT], token_endpoint_auth_method: "none" });

async function post(from: OAuthNode): Promise<Response> {
  const response = await from.fetch(`${node.issuer}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: BODY,
  });
  await response.arrayBuffer();
  return response;
}

/** So many registrations of one network. */
async function flood(count: number): Promise<readonly Response[]> {
  const from = fromAddress(node, network());
  const answers: Response[] = [];
  for (let at = 0; at < count; at += 25) {
    answers.push(...(await Promise.all(Array.from({ length: Math.min(25, count - at) }, () => post(from)))));
  }
  return answers;
}

async function countClients(): Promise<number> {
  const { clients } = await node.store();
  return (await clients.list()).length;
}

it("one network registers a hundred clients at once, then is told how long to wait", async () => {
  const answers = await flood(PER_NETWORK + 5);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 201).length).toBe(PER_NETWORK);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBe(5);
  for (const { headers } of refused) {
    const wait = Number(headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(36);
  }
});

it("of 10,000 clients no more than a thousand stay, and who is connected stays so", async () => {
  const client = await register(fromAddress(node, network()));
  const pkce = makePkce();
  const callback = await authorize(node, authorizeUrl(node, client.client_id, pkce));
  expect(await redeem(node, client.client_id, callback, pkce)).toMatchObject({ status: 200 });
  const { clients } = await node.store();
  const insert = (at: number) =>
    clients.insert({ ...RECORD, id: `flood-${at}`, createdAt: clock.now() }, MOST_UNUSED_CLIENTS);
  for (let from = 0; from < 10_000; from += 500) {
    await Promise.all(Array.from({ length: 500 }, (_, at) => insert(from + at)));
  }
  for (let at = 0; at < 3; at += 1) {
    for (const { status, headers } of await flood(PER_NETWORK)) {
      expect([status, headers.get("retry-after")]).toEqual([503, "600"]);
    }
  }
  expect(await countClients()).toBe(MOST_UNUSED_CLIENTS + 1);
  expect(await clients.find(client.client_id)).toMatchObject({ usedAt: expect.any(Number) });
});

it("an hour later the flood makes room for others", async () => {
  await expect(register(fromAddress(node, network()))).rejects.toThrow("503");
  clock.forward(60 * 60_000);
  expect(await register(fromAddress(node, network()))).toMatchObject({ client_id: expect.any(String) });
});
