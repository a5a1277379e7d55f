import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EntryVersion } from "../../src/domain/entries/entry.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { ALL_TOOLS } from "../../src/mcp/tools/index.ts";
import { goodClaims, sign } from "../auth/support/tokens.ts";
import type { AnyClient } from "../helpers/any-client.ts";
import { type ClientKind, connectClient } from "../helpers/clients.ts";
import { Harness } from "../helpers/mcp-harness.ts";
import { type FrontDoor, openFrontDoor } from "../http/support/front-door.ts";
import { type Ids, mark, WRITERS } from "./writer-calls.ts";

const owner = parseOwner("alice");
const OWN = { name: "laptop", jti: "token-1" };
const OAUTH = { client_id: "https://client.example/metadata.json", jti: "token-2" };

describe("the author of what is written over HTTP", () => {
  let harness: Harness;
  let door: FrontDoor;
  let clients: AnyClient[];
  beforeEach(async () => {
    harness = await Harness.open();
    const mcp: Harness["route"]["handle"] = (exchange) => harness.route.handle(exchange);
    door = await openFrontDoor({ clock: harness.clock, mcp });
    clients = [];
  });
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await door[Symbol.asyncDispose]();
    await harness.close();
  });

  async function connect(kind: ClientKind, claims: object): Promise<AnyClient> {
    const token = sign({ ...goodClaims(harness.clock), ...claims, sub: owner });
    const client = await connectClient(kind, { kind: "http", url: door.url, token });
    clients.push(client);
    return client;
  }

  async function write(client: AnyClient): Promise<void> {
    const ok = async (name: string, args: Record<string, unknown>) => {
      const { isError, json } = await client.callTool(name, args);
      expect(isError, JSON.stringify(json)).toBe(false);
      return json;
    };
    const note = async () => (await ok("remember", { source: "s", tags: [], description: "plain" })).id;
    const reminder = { goal: mark("goal"), source: "s", tags: [], deliver_at: "2026-07-28T10:00:00Z" };
    const { id: intention } = await ok("remind", { ...reminder, recurrence: "FREQ=DAILY" });
    const ids: Ids = { note: await note(), intention, trashed: await note() };
    await ok("delete_entry", { entry_id: ids.trashed });
    for (const [name, { calls, fails }] of Object.entries(WRITERS)) {
      if (fails !== true) for (const args of calls(ids)) await ok(name, args);
    }
  }

  async function allVersions(): Promise<readonly EntryVersion[]> {
    const { entries, trash, history } = harness.store;
    const live = await entries.list(owner, {}, { limit: 500 });
    const trashed = await trash.list(owner, { limit: 500 });
    const ids = [...live, ...trashed.map(({ entry }) => entry)].map(({ id }) => id);
    return (await Promise.all(ids.map((id) => history.list(owner, id, { limit: 500 })))).flat();
  }

  it.each([
    ["2026-07-28, own token", "v2 modern", OWN, { by: "laptop", tokenId: "token-1" }],
    ["2025, own token", "v2 legacy", OWN, { by: "laptop", tokenId: "token-1" }],
    [
      "2026-07-28, OAuth client",
      "v2 modern",
      OAUTH,
      { by: OAUTH.client_id, clientId: OAUTH.client_id, tokenId: "token-2" },
    ],
    [
      "2025, OAuth client",
      "v2 legacy",
      OAUTH,
      { by: OAUTH.client_id, clientId: OAUTH.client_id, tokenId: "token-2" },
    ],
  ] as const)(
    "%s: every version that any writing tool makes carries it",
    async (_, kind, claims, verified) => {
      await write(await connect(kind, claims));
      const versions = await allVersions();
      expect(versions.length).toBeGreaterThan(20);
      for (const { author } of versions) {
        expect(author).toEqual({ ...verified, client: "test-client", tool: expect.any(String) });
      }
      const writers = ALL_TOOLS.filter(({ name, hints }) => !hints.readOnlyHint && !WRITERS[name]?.fails);
      const stamped = new Set(versions.map(({ author }) => author.tool));
      expect([...stamped].sort()).toEqual(writers.map(({ name }) => name).sort());
    },
  );

  it("is answered with the entry and its history, and cannot be given by the client", async () => {
    const client = await connect("v2 modern", { ...OWN, ...OAUTH, name: "laptop" });
    const note = { source: "s", tags: [], description: "plain" };
    const written_by = {
      by: "laptop",
      client_id: OAUTH.client_id,
      token_id: "token-2",
      client: "test-client",
      tool: "remember",
    };
    const { id } = (await client.callTool("remember", note)).json;
    const { entries } = (await client.callTool("get_knowledge")).json;
    expect(entries[0].written_by).toEqual(written_by);
    const { versions } = (await client.callTool("get_history", { entry_id: id })).json;
    expect(versions[0].written_by).toEqual(written_by);
    for (const name of ["written_by", "by", "client_id", "token_id", "clientId", "author", "tool"]) {
      const { isError, json } = await client.callTool("remember", { ...note, [name]: "forged" });
      expect([isError, json.error?.code]).toEqual([true, "invalid_parameter"]);
    }
  });
});
