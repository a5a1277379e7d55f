import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { AnyClient, Target } from "../helpers/any-client.ts";
import { CLIENT_KINDS, type ClientKind, connectClient } from "../helpers/clients.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const CORE = ["get_briefing", "remember", "get_knowledge", "update_entry", "delete_entry", "restore_entry"];

/** The inspector starts two processes for each operation, over stdio three. */
const INSPECTOR_LIMIT_MS = 120_000;

const open: AnyClient[] = [];

async function connect(kind: ClientKind, target: Target): Promise<AnyClient> {
  const client = await connectClient(kind, target);
  open.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

/** What a person does in a day, with one client. */
async function useEverything(client: AnyClient, tag: string): Promise<void> {
  expect(await client.listTools()).toEqual(expect.arrayContaining(CORE));

  const tags = [tag, "žluťoučký 🐎"];
  const note = { source: "e2e", tags, description: `Written through ${tag}`, content: { n: 1 } };
  const remembered = await client.callTool("remember", note);
  expect(remembered).toMatchObject({ isError: false, json: { status: "ok" } });
  expect(remembered.structured).toEqual(remembered.json);
  const { id } = remembered.json;
  const found = async () => (await client.callTool("get_knowledge", { tags: [tag] })).json.entries;

  expect((await client.callTool("delete_entry", { entry_id: id })).json.status).toBe("acknowledged");
  expect(await found()).toEqual([]);
  expect((await client.callTool("restore_entry", { entry_id: id })).json).toMatchObject({ restored: 1 });
  expect(await found()).toMatchObject([{ id, source: "e2e", tags }]);

  expect((await client.callTool("get_briefing")).json).toMatchObject({ summary: expect.any(String) });
  expect(JSON.stringify(await client.readResource("awareness://knowledge"))).toContain(id);
  expect(await client.getPrompt("write_guide")).toContain("e2e");

  expect(await client.callTool("get_knowledge", { mode: "wrong" })).toMatchObject({
    isError: true,
    json: { status: "error", error: { code: "invalid_parameter", param: "mode" } },
  });
}

describe.each([
  ["stateful", {}],
  ["stateless", { AWARENESS_STATELESS_HTTP: "true" }],
] as const)("over %s HTTP", (mode, env) => {
  let target: Target;
  let withoutAuth: Target;
  beforeAll(async () => {
    const server = await startHttpServer({ env });
    target = { kind: "http", url: server.url, token: await server.mint() };
    const loose = await startHttpServer({ env: { ...env, AWARENESS_AUTH_REQUIRED: "false" } });
    withoutAuth = { kind: "http", url: loose.url };
  });

  // The inspector is slow, and holds no session in either mode.
  it.each(CLIENT_KINDS.filter((kind) => kind !== "inspector" || mode === "stateful"))(
    "the %s client can do everything",
    async (kind) => {
      const client = await connect(kind, kind === "inspector" ? withoutAuth : target);
      await useEverything(client, `${kind} over ${mode} HTTP`);
      const hasSession = mode === "stateful" && (kind === "v2 legacy" || kind === "v1");
      expect(client.sessionId() !== undefined).toBe(hasSession);
    },
    INSPECTOR_LIMIT_MS,
  );
});

describe("over stdio", () => {
  // The inspector starts three processes for each operation here, and is tried over HTTP.
  it.each(CLIENT_KINDS.filter((kind) => kind !== "inspector"))(
    "the %s client can do everything",
    async (kind) => {
      const client = await connect(kind, { kind: "stdio", dataDir: makeTempDir() });
      await useEverything(client, `${kind} over stdio`);
    },
    INSPECTOR_LIMIT_MS,
  );
});
