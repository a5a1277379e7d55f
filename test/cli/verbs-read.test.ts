import { beforeAll, describe, expect, it } from "vitest";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";
import { run } from "./support.ts";

/** What a server answers a client, and what the command says of the same memory. */
describe("reading from the command line", () => {
  const dataDir = makeTempDir();
  const env = { AWARENESS_DATA_DIR: dataDir, AWARENESS_DEFAULT_OWNER: "ada" };
  const ids: string[] = [];
  /** What the server answers a client that has written nothing itself. */
  let ask: (name: string, args?: object) => Promise<Record<string, never>>;
  beforeAll(async () => {
    const server = await startHttpServer({ dataDir });
    const [writer, reader] = [await server.mint("ada", ["--name", "phone"]), await server.mint("ada")];
    const callAs = async (token: string, name: string, args: object) => {
      const response = await fetch(server.url, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": name,
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: {
            name,
            arguments: args,
            _meta: {
              "io.modelcontextprotocol/protocolVersion": "2026-07-28",
              "io.modelcontextprotocol/clientCapabilities": {},
            },
          },
        }),
      });
      const { result } = JSON.parse(await response.text());
      return result.structuredContent;
    };
    const call = (name: string, args: object) => callAs(writer, name, args);
    ask = (name, args = {}) => callAs(reader, name, args);
    for (const n of [1, 2, 3]) {
      const note = { source: "home", tags: ["nas", `t${n}`], description: `Backup note ${n}` };
      ids.push((await call("remember", note)).id as unknown as string);
    }
    await call("report_alert", {
      source: "nas",
      alert_id: "disk",
      tags: [],
      level: "critical",
      alert_type: "threshold",
      message: "The disk \u001b[31mis full\u001b[0m",
    });
    await call("remind", {
      goal: "Buy a disk",
      source: "home",
      tags: [],
      deliver_at: "2026-01-01T00:00:00Z",
    });
  });

  const ofTool = (answer: object) =>
    JSON.parse(
      JSON.stringify(answer, (key, value) =>
        ["generated", "since", "next_cursor"].includes(key) ? "" : value,
      ),
    );

  it.each([
    ["brief", ["brief"], "get_briefing", {}],
    ["search", ["search", "backup", "--limit", "2"], "search", { query: "backup", limit: 2 }],
    [
      "get",
      ["get", "--source", "home", "--tag", "nas", "--tag", "t2", "--type", "note", "--limit", "9"],
      "get_knowledge",
      { source: "home", tags: ["nas", "t2"], entry_type: "note", limit: 9 },
    ],
  ])("%s --json prints what the tool answers", async (_name, args, tool, toolArgs) => {
    const { code, stdout } = await run([...args, "--json"], env);
    expect(code).toBe(0);
    const printed = ofTool(JSON.parse(stdout));
    expect(printed).toEqual(ofTool(await ask(tool, toolArgs)));
    expect(Object.keys(printed).length).toBeGreaterThan(3);
  });

  it("get ID --json prints what fetch answers, get ID the text", async () => {
    const [id = ""] = ids;
    expect(JSON.parse((await run(["get", id, "--json"], env)).stdout)).toEqual(await ask("fetch", { id }));
    expect((await run(["get", id], env)).stdout).toMatch(
      new RegExp(`^Backup note 1\n\n20\\d\\d-\\d\\d-\\d\\d  note  home  #nas #t1  ${id}\n$`),
    );
  });

  it("brief tells a person what the tool tells an assistant", async () => {
    const { stdout } = await run(["brief"], env);
    expect(stdout).toContain("1 critical on nas. 1 reminder ready.");
    expect(stdout).toContain("\nSources\n  critical: nas, The disk");
    expect(stdout).toContain("\nReminders\n  Buy a disk (");
    expect(stdout).toMatch(/\n3 changes by others since 20.*\n {2}home: Backup note 3\n/);
  });

  it("search says what it looked for in the place of a misspelt word", async () => {
    const { stdout } = await run(["search", "bakcup"], env);
    expect(stdout).toContain("Backup note 3");
    expect(stdout).toMatch(/\(nothing holds bakcup; looked for backup.*\)/);
  });

  it("search shows the part of a long text that answers", async () => {
    const content = `${"Word after word. ".repeat(40)}The spare key hangs behind the boiler. ${"And so on. ".repeat(40)}`;
    const owner = ["--owner", "bea"];
    await run(["remember", "House manual", "--source", "cottage", "--content", content, ...owner], env);
    const { stdout } = await run(["search", "spare key boiler", ...owner], env);
    expect(stdout).toMatch(/^House manual\n {2}20.* cottage .*\n {2}….*spare key hangs behind the boiler/);
  });

  it("search and get list two lines for each entry, best or newest first", async () => {
    const found = (await run(["search", "note", "2"], env)).stdout.split("\n");
    expect(found[0]).toBe("Backup note 2");
    expect(found[1]).toContain(ids[1]);
    const listed = (await run(["get", "--limit", "2"], env)).stdout;
    expect(listed.match(/^Backup note \d$/gm)).toEqual(["Backup note 3", "Backup note 2"]);
    expect(listed).toContain("(there is more; raise --limit)");
    expect((await run(["get", "--since", "2099-01-01"], env)).stdout).toBe("Nothing found.\n");
  });

  it("no escape sequence of a stored text reaches the terminal", async () => {
    for (const args of [["brief"], ["get", "--type", "alert"], ["search", "disk full"]]) {
      const { code, stdout } = await run(args, env);
      expect(code).toBe(0);
      expect(stdout).not.toContain("\u001b");
      expect(stdout).toContain("is full");
    }
  });
});
