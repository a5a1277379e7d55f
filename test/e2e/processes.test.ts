import { afterEach, describe, expect, it, vi } from "vitest";
import type { AnyClient, Target } from "../helpers/any-client.ts";
import { type ClientKind, connectClient } from "../helpers/clients.ts";
import { type ServerProcess, startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const open: AnyClient[] = [];

async function connect(kind: ClientKind, target: Target): Promise<AnyClient> {
  const client = await connectClient(kind, target);
  open.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
});

const remember = async (client: AnyClient, description: string): Promise<string> =>
  (await client.callTool("remember", { source: "e2e", tags: [], description })).json.id;
const listIds = async (client: AnyClient): Promise<readonly string[]> =>
  (await client.callTool("get_knowledge")).json.entries.map((entry: { readonly id: string }) => entry.id);

/** The same server again: same data, same port. */
function startAgain(server: ServerProcess, dataDir: string): Promise<ServerProcess> {
  return startHttpServer({ dataDir, args: ["--port", new URL(server.url).port] });
}

describe("several processes on one file", () => {
  it("see each other's writes at once, stdio and HTTP mixed", async () => {
    const dataDir = makeTempDir();
    const first = await startHttpServer({ dataDir });
    const second = await startHttpServer({ dataDir });
    const token = await first.mint("tester");
    const env = { AWARENESS_DEFAULT_OWNER: "tester" };
    const clients = await Promise.all([
      connect("v2 modern", { kind: "http", url: first.url, token }),
      connect("v1", { kind: "http", url: second.url, token }),
      connect("v2 modern", { kind: "stdio", dataDir, env }),
      connect("v1", { kind: "stdio", dataDir, env }),
    ]);
    const ids: string[] = [];
    for (const [index, client] of clients.entries()) {
      ids.unshift(await remember(client, `from client ${index}`));
      for (const reader of clients) expect(await listIds(reader)).toEqual(ids);
    }
  });

  it("share sessions: one opened on one server works on the other, and ends on both", async () => {
    const dataDir = makeTempDir();
    const first = await startHttpServer({ dataDir });
    const second = await startHttpServer({ dataDir });
    const token = await first.mint();
    const client = await connect("v2 legacy", { kind: "http", url: first.url, token });
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-session-id": client.sessionId() ?? "",
    };
    const ping = async (url: string) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
      const response = await fetch(url, { method: "POST", headers, body });
      await response.text();
      return response.status;
    };
    expect(await ping(second.url)).toBe(200);
    expect((await fetch(second.url, { method: "DELETE", headers })).status).toBe(200);
    expect(await ping(second.url)).toBe(404);
    await vi.waitFor(async () => expect(await ping(first.url)).toBe(404), { timeout: 1000 });
  });
});

describe("a server killed and started again between calls", () => {
  it.each(["v2 legacy", "v1"] as const)("keeps the session of the %s client", async (kind) => {
    const dataDir = makeTempDir();
    const first = await startHttpServer({ dataDir });
    const client = await connect(kind, { kind: "http", url: first.url, token: await first.mint() });
    const session = client.sessionId();
    expect(session).toMatch(/^[\x21-\x7e]{16,}$/);
    const before = await remember(client, "before the crash");
    expect(await first.kill("SIGKILL")).toBe("SIGKILL");

    const second = await startAgain(first, dataDir);
    const after = await remember(client, "after the crash");
    expect(await listIds(client)).toEqual([after, before]);
    expect(client.sessionId()).toBe(session);

    expect(await second.kill("SIGKILL")).toBe("SIGKILL");
    await startAgain(first, dataDir);
    expect(await listIds(client)).toEqual([after, before]);
  });

  it("serves the v2 modern client as if nothing had happened", async () => {
    const dataDir = makeTempDir();
    const first = await startHttpServer({ dataDir });
    const client = await connect("v2 modern", { kind: "http", url: first.url, token: await first.mint() });
    const id = await remember(client, "before the crash");
    await first.kill("SIGKILL");
    await startAgain(first, dataDir);
    expect(await listIds(client)).toEqual([id]);
  });
});
