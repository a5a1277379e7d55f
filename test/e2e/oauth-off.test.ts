import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import type { Command } from "commander";
import { beforeAll, describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/run.ts";
import { run } from "../cli/support.ts";
import { connectClient } from "../helpers/clients.ts";
import { type LoadNotes, noteLoads } from "../helpers/loaded-sources.ts";
import { runProgram } from "../helpers/program.ts";
import { startHttpServer } from "../helpers/server-process.ts";
import { makeTempDir } from "../helpers/temp-dir.ts";

/** What the built-in OAuth server is made of. */
const PARTS = {
  "our own code": /(^|\/)src\/oauth\//,
  "oidc-provider": /node_modules\/oidc-provider\//,
  koa: /node_modules\/koa\//,
  "@simplewebauthn/server": /node_modules\/@simplewebauthn\//,
};

/** What of it is among the sources. */
const found = (sources: readonly string[]) =>
  Object.entries(PARTS)
    .filter(([, part]) => sources.some((source) => part.test(source)))
    .map(([name]) => name);

/** How each command is run so that it does its work, as far as it has any on an almost empty database. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  brief: [],
  remember: ["a note"],
  search: ["note"],
  get: [],
  delete: ["0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20"],
  restore: ["0198a1c2-7b7e-7c3a-9d55-3f4b8a6c1e20"],
  undo: ["--client", "nobody", "--since", "2h"],
  demo: [],
  migrate: [],
  backup: ["FOLDER/backup.db"],
  copy: ["--from", "sqlite:FOLDER/awareness.db", "--to", "sqlite:FOLDER/copy.db"],
  token: [],
  "token list": [],
  "token revoke": ["--user", "ada"],
  "keys list": [],
  "keys rotate": [],
  "keys drop": [],
  "user add": ["eve"],
  "user update": ["ada", "--display-name", "Ada"],
  "user list": [],
  "user show": ["ada"],
  "user invite": ["ada"],
  "user set-password": ["ada"],
  "user export": ["ada"],
  "user delete": ["bob", "--confirm"],
  "clients list": [],
  "clients revoke": ["nobody"],
  "clients add": ["--name", "Script", "--redirect-uri", "http://127.0.0.1/callback"],
  secret: [],
  "schema register":
    "--system --family f --version 1 --source s --description d --schema-file FOLDER/schema.json".split(" "),
  "schema list": [],
  doctor: [],
};

/** Those that find nothing to do it with. */
const IN_VAIN: ReadonlySet<string> = new Set([
  "restore",
  "undo",
  "user invite",
  "user set-password",
  "clients revoke",
]);

/** Every command that does something, `serve` aside, as it is typed. */
function allCommands(): readonly string[] {
  const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  const program = createProgram({
    env: {},
    stdin: Readable.from([]),
    stdout: sink(),
    stderr: sink(),
    readPlatform: () => ({ cwd: "/", home: "/", userName: "t", dataDir: "/nonexistent", readFile: () => "" }),
    packageRoot: "/",
    version: "0",
  });
  const visit = (command: Command, path: string): readonly string[] => [
    // Commander tells nobody whether a command has an action.
    ...((command as unknown as { _actionHandler: unknown })._actionHandler == null ? [] : [path]),
    ...command.commands.flatMap((child) => visit(child, `${path} ${child.name()}`.trim())),
  ];
  return visit(program, "").filter((name) => name !== "serve");
}

async function talkOverHttp(notes: LoadNotes, env: Readonly<Record<string, string>>) {
  const server = await startHttpServer({ env: { ...env, ...notes.env } });
  const token = await server.mint();
  for (const kind of ["v2 modern", "v2 legacy"] as const) {
    const client = await connectClient(kind, { kind: "http", url: server.url, token });
    expect((await client.callTool("get_briefing")).isError).toBe(false);
    await client.close();
  }
  for (const path of [
    "/.well-known/oauth-protected-resource",
    "/.well-known/jwks.json",
    "/authorize",
    "/x",
  ]) {
    await (await fetch(new URL(path, server.url))).text();
  }
  expect(await server.stop()).toBe(0);
  return notes.sources();
}

describe("while the OAuth server is off, nothing of it is loaded", () => {
  it.each(["v2 modern", "v2 legacy"] as const)("by a stdio server (%s)", async (kind) => {
    const notes = noteLoads();
    const client = await connectClient(kind, { kind: "stdio", dataDir: makeTempDir(), env: notes.env });
    expect((await client.callTool("get_briefing")).isError).toBe(false);
    expect(await client.getPrompt("write_guide")).toContain("stored");
    await client.close();
    await expect.poll(() => notes.ended(), { timeout: 10_000 }).toBeGreaterThan(0);
    const sources = notes.sources();
    expect(sources).toContainEqual(expect.stringContaining("src/app/stdio-service.ts"));
    expect(found(sources)).toEqual([]);
  });

  it("by an HTTP server", async () => {
    const sources = await talkOverHttp(noteLoads(), {});
    expect(sources).toContainEqual(expect.stringContaining("src/app/http-service.ts"));
    expect(found(sources)).toEqual([]);
  });

  describe("by a command", () => {
    const dataDir = makeTempDir();
    const start = (name: string, notes: LoadNotes, args: readonly string[]) =>
      run([...name.split(" "), ...args.map((arg) => arg.replace("FOLDER", dataDir))], {
        ...notes.env,
        AWARENESS_DATA_DIR: dataDir,
      });
    beforeAll(async () => {
      for (const user of ["ada", "bob"]) await runProgram({ dataDir, args: ["user", "add", user] });
      writeFileSync(join(dataDir, "schema.json"), '{"type":"object"}');
    });

    it("of which none is left out here", () => {
      expect(Object.keys(COMMANDS).toSorted()).toEqual([...allCommands()].toSorted());
    });

    it.each(Object.entries(COMMANDS))("awareness %s", async (name, args) => {
      const notes = noteLoads();
      const { code, stderr } = await start(name, notes, args);
      expect(code, stderr).toBe(IN_VAIN.has(name) ? 1 : 0);
      const sources = notes.sources();
      expect(sources).toContainEqual(expect.stringContaining("src/cli/run.ts"));
      expect(found(sources)).toEqual([]);
    });
  });
});

it("while it is on, all of it is loaded by an HTTP server, and nothing by a stdio server", async () => {
  const env = { AWARENESS_OAUTH_SERVER: "true" };
  expect(found(await talkOverHttp(noteLoads(), env))).toEqual(Object.keys(PARTS));
  const notes = noteLoads();
  const target = { kind: "stdio", dataDir: makeTempDir(), env: { ...env, ...notes.env } } as const;
  const client = await connectClient("v2 legacy", target);
  expect((await client.callTool("get_briefing")).isError).toBe(false);
  await client.close();
  await expect.poll(() => notes.ended(), { timeout: 10_000 }).toBeGreaterThan(0);
  expect(found(notes.sources())).toEqual([]);
});
