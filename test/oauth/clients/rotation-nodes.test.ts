import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_DATABASES } from "../../helpers/nodes/databases.ts";
import { callMcp, connect, postToken } from "../support/flow.ts";
import { type OAuthNodes, startOAuthNodes } from "../support/nodes.ts";

const CLIENTS = 3;

/** Clients that call and refresh on and on, each request at the other node. */
function startLoad(site: OAuthNodes) {
  const failures: string[] = [];
  const signedWith = new Set<string>();
  let over = false;
  let rounds = 0;

  async function round(clientId: string, refreshToken: string): Promise<string> {
    const { status, json } = await postToken(site, {
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: refreshToken,
    });
    if (status !== 200) throw new Error(`refresh: ${status} ${JSON.stringify(json)}`);
    signedWith.add(decodeProtectedHeader(json.access_token).kid ?? "");
    // Twice, so that each node is asked with a token that the other has just signed.
    for (const node of [0, 1]) {
      const answer = await callMcp(site.by(node), json.access_token);
      if (answer !== 200) throw new Error(`call of node ${node}: ${answer}`);
    }
    rounds += 1;
    return json.refresh_token;
  }

  async function lane(clientId: string, first: string): Promise<void> {
    let refreshToken = first;
    try {
      while (!over) refreshToken = await round(clientId, refreshToken);
    } catch (error) {
      failures.push(String(error));
    }
  }

  return {
    failures,
    signedWith,
    rounds: () => rounds,
    run: (clientId: string, refreshToken: string) => lane(clientId, refreshToken),
    end: () => {
      over = true;
    },
  };
}

describe.each(NODE_DATABASES)("the keys of two nodes on $name", (databases) => {
  let site: OAuthNodes;
  beforeAll(async () => {
    site = await startOAuthNodes(databases);
  }, 120_000);
  afterAll(() => site.close());

  const keys = async (...args: readonly string[]) => {
    const { end, stdout, stderr } = await site.command("keys", ...args, "--json");
    expect(end, stderr).toBe(0);
    return JSON.parse(stdout);
  };
  const pairs = async () =>
    (await keys("list")).filter(({ algorithm }: { algorithm: string }) => algorithm === "ES256");
  const published = async () => {
    const response = await site.fetch(`${site.issuer}/.well-known/jwks.json`);
    return ((await response.json()) as { readonly keys: readonly { readonly kid: string }[] }).keys;
  };

  it("are rotated while clients call and refresh, and no request fails", async () => {
    const load = startLoad(site);
    const lanes: Promise<void>[] = [];
    for (let index = 0; index < CLIENTS; index += 1) {
      const { client, tokens } = await connect(site);
      lanes.push(load.run(client.client_id, tokens.refresh_token ?? ""));
    }
    const untilSigning = (id: string) =>
      expect.poll(() => load.signedWith.has(id), { timeout: 20_000, interval: 50 }).toBe(true);
    const [first] = await pairs();
    await untilSigning(first.id);
    const { id: soon } = await keys("rotate");
    const isPublished = async () => (await published()).some(({ kid }) => kid === soon);
    await expect.poll(isPublished, { timeout: 5_000, interval: 100 }).toBe(true);
    for (let turn = 0; turn < 2; turn += 1) await untilSigning((await keys("rotate", "--now")).id);
    const before = load.rounds();
    await expect.poll(() => load.rounds() - before, { timeout: 30_000, interval: 50 }).toBeGreaterThan(10);
    load.end();
    await Promise.all(lanes);
    expect(load.failures).toEqual([]);
    expect(load.signedWith.size).toBe(3);
    expect(load.signedWith.has(soon)).toBe(false);
  }, 120_000);

  it("are sealed in the database, and only their public halves are told", async () => {
    const listed: readonly { readonly id: string; readonly sealed: boolean; readonly state: string }[] =
      await pairs();
    expect(listed.map(({ sealed }) => sealed)).not.toContain(false);
    expect(listed.map(({ state }) => state).filter((state) => state === "signing")).toHaveLength(1);
    const told = await published();
    expect(told.map(({ kid }) => kid).toSorted()).toEqual(listed.map(({ id }) => id).toSorted());
    expect(JSON.stringify(told)).not.toMatch(/"d":/);
  });

  it("end at once where they are to, and clients refresh and go on", async () => {
    const { client, tokens } = await connect(site);
    const token = tokens.access_token ?? "";
    await keys("rotate", "--revoke-old");
    const statuses = () => Promise.all([0, 1].map((node) => callMcp(site.by(node), token)));
    await expect.poll(statuses, { timeout: 5_000, interval: 100 }).toEqual([401, 401]);
    const { status, json } = await postToken(site, {
      grant_type: "refresh_token",
      client_id: client.client_id,
      refresh_token: tokens.refresh_token,
    });
    expect(status).toBe(200);
    expect(await Promise.all([0, 1].map((node) => callMcp(site.by(node), json.access_token)))).toEqual([
      200, 200,
    ]);
  });
});
