import { join } from "node:path";
import { expect, it } from "vitest";
import { makeServer } from "../cli/copy-support.ts";
import { run } from "../cli/support.ts";
import { connectClient } from "../helpers/clients.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

const note = (description: string) => ({ source: "s", tags: ["t"], description });

it.each(["SQLite", "Postgres"])(
  "on %s a running server ends the sessions of a deleted user, and a new one with the name begins with nothing",
  async (engine) => {
    const dataDir = makeTempDir();
    const url = engine === "Postgres" ? (await makeServer()).url : `sqlite:${join(dataDir, "awareness.db")}`;
    const env = { AWARENESS_DATABASE_URL: url };
    const server = await startHttpServer({ dataDir, env });
    const connect = async () =>
      connectClient("v2 legacy", { kind: "http", url: server.url, token: await server.mint("ada") });

    const former = await connect();
    await former.callTool("remember", note("former secret alpha"));
    const alert = { source: "nas", tags: [], alert_id: "a", level: "critical", alert_type: "threshold" };
    await former.callTool("report_alert", { ...alert, message: "former alert" });
    // The server now remembers what it made of these.
    expect((await former.callTool("search", { query: "alpha" })).json.results).toHaveLength(1);
    expect((await former.callTool("get_briefing")).json.attention_needed).toBe(true);

    const all = { AWARENESS_DATA_DIR: dataDir, ...env };
    const { code, stdout } = await run(["user", "delete", "ada", "--confirm", "--json"], all);
    expect({ code, rows: JSON.parse(stdout).rows }).toMatchObject({
      code: 0,
      rows: { entries: 2, sessions: 1, tokens: 1 },
    });
    await expect(former.callTool("search", { query: "alpha" })).rejects.toThrow();
    await former.close().catch(() => {});

    expect((await run(["user", "add", "ada"], all)).code).toBe(0);
    const latter = await connect();
    expect((await latter.callTool("get_briefing")).json.attention_needed).toBe(false);
    await latter.callTool("remember", note("latter thing beta"));
    await latter.callTool("remember", note("latter thing gamma"));
    expect((await latter.callTool("search", { query: "alpha" })).json.results).toEqual([]);
    const { results } = (await latter.callTool("search", { query: "beta" })).json;
    expect(results.map(({ title }: { title: string }) => title)).toEqual([expect.stringContaining("beta")]);
    const { entries } = (await latter.callTool("get_knowledge")).json;
    expect(JSON.stringify(entries)).not.toContain("former");
    expect(entries).toHaveLength(2);
    await latter.close();
    await server.stop();
  },
);
