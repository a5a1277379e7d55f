import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODE_DATABASES } from "../../helpers/nodes/databases.ts";
import { Browser } from "../support/browser.ts";
import { ClientMemory } from "../support/client-memory.ts";
import {
  ALLOW,
  authorize,
  authorizeUrl,
  callMcp,
  connect,
  makePkce,
  postToken,
  redeem,
  register,
  signIn,
} from "../support/flow.ts";
import { type OAuthNodes, startOAuthNodes } from "../support/nodes.ts";
import { connectByOAuth, SDKS } from "../support/sdk-client.ts";

const AT_ONCE = Array.from({ length: 20 }, (_, index) => index);

describe.each(NODE_DATABASES)("two nodes on $name", (databases) => {
  let site: OAuthNodes;
  beforeAll(async () => {
    site = await startOAuthNodes(databases);
  }, 120_000);
  afterAll(() => site.close());

  /** What both nodes answer to a token. */
  const statuses = (token: string) => Promise.all([0, 1].map((node) => callMcp(site.by(node), token)));
  const untilRefused = (token: string) =>
    expect.poll(() => statuses(token), { timeout: 5_000, interval: 100 }).toEqual([401, 401]);

  it.each(SDKS)("serve a client with SDK %s, whichever of them a request comes to", async (sdk) => {
    const before = [...site.asked];
    const memory = new ClientMemory({ redirectUrl: "http://localhost:3334/callback" });
    const client = await connectByOAuth(site, sdk, memory);
    const entry = { source: "tests", tags: [], description: `by ${sdk} on two nodes` };
    const { json } = await client.callTool("remember", entry);
    const { refresh_token: refresh } = memory.kept;
    memory.kept = { ...memory.kept, access_token: "expired" };
    const { json: found } = await client.callTool("fetch", { id: json.id });
    expect(found.text).toContain(entry.description);
    expect(memory.kept.refresh_token).not.toBe(refresh);
    expect(memory.authorizations).toHaveLength(1);
    await client.close();
    const both = site.asked.map((count, node) => count - (before[node] ?? 0));
    expect(Math.min(...both)).toBeGreaterThan(5);
  });

  it("give tokens for a code once, to whoever comes first, and take them back when it is sent again", async () => {
    const { client_id } = await register(site);
    const pkce = makePkce();
    const callback = await authorize(site, authorizeUrl(site, client_id, pkce));
    const answers = await Promise.all(AT_ONCE.map(() => redeem(site, client_id, callback, pkce)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200).map(({ json }) => json.error);
    expect(new Set(others)).toEqual(new Set(["invalid_grant"]));
    await untilRefused(winners[0]?.json.access_token);
  });

  it("answer a refresh token that comes to both at once alike, and once more to who lost the answer", async () => {
    const { client, tokens } = await connect(site);
    const again = () =>
      postToken(site, {
        grant_type: "refresh_token",
        client_id: client.client_id,
        refresh_token: tokens.refresh_token,
      });
    const answers = [...(await Promise.all(AT_ONCE.map(again))), await again(), await again()];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ json }) => json.refresh_token)).size).toBe(1);
    expect(await statuses(answers[0]?.json.access_token)).toEqual([200, 200]);
  });

  it("know the browser that has signed in at the other", async () => {
    const browser = new Browser(site.fetch, site.issuer);
    const page = await browser.open(`${site.issuer}/oauth/account`);
    expect(page.html).toContain("<h1>Sign in</h1>");
    expect((await signIn(browser, page)).html).toContain("Connected clients");
    const { client_id } = await register(site);
    const asked = await browser.open(authorizeUrl(site, client_id, makePkce()));
    expect(asked.html).toContain("Allow access to your memory?");
    for (let turn = 0; turn < 4; turn += 1) {
      expect((await browser.open(`${site.issuer}/oauth/account`)).html).toContain("Connected clients");
    }
  });

  it("refuse within five seconds what was taken back on the page of the other, and on the command line", async () => {
    const browser = site.by(0).browser();
    const [one, other] = [await connect(site), await connect(site)];
    const tokens = [one.tokens.access_token ?? "", other.tokens.access_token ?? ""] as const;
    expect(await Promise.all(tokens.map(statuses))).toEqual([
      [200, 200],
      [200, 200],
    ]);
    const account = await signIn(browser, await browser.open(`${site.issuer}/oauth/account`));
    const client = String(decodeJwt(tokens[0]).client_id);
    const revoked = await browser.submit(account, { client }, { action: "/oauth/account/revoke" });
    expect(revoked.status).toBe(200);
    await expect.poll(() => callMcp(site.by(1), tokens[0]), { timeout: 5_000, interval: 100 }).toBe(401);
    expect(await statuses(tokens[1])).toEqual([200, 200]);
    expect((await site.command("clients", "revoke", other.client.client_id)).end).toBe(0);
    await untilRefused(tokens[1]);
    const late = await postToken(site, {
      grant_type: "refresh_token",
      client_id: other.client.client_id,
      refresh_token: other.tokens.refresh_token,
    });
    expect([late.status, late.json.error]).toEqual([401, "invalid_client"]);
  });

  it("go on with a sign-in during which both were restarted, one after the other", async () => {
    const { client_id } = await register(site);
    const pkce = makePkce();
    const browser = site.by(0).browser();
    const page = await browser.open(authorizeUrl(site, client_id, pkce));
    await site.nodes.kill(0);
    await site.nodes.start(0);
    const consent = await signIn(browser, page);
    expect(consent.html).toContain("Allow access to your memory?");
    await site.nodes.stop(1);
    await site.nodes.start(1);
    await site.nodes.stop(0);
    await site.nodes.start(0);
    const { leftTo } = await browser.submit(consent, ALLOW);
    const { status, json } = await redeem(site.by(1), client_id, new URL(leftTo ?? ""), pkce);
    expect(status).toBe(200);
    expect(await statuses(json.access_token)).toEqual([200, 200]);
  });
});
