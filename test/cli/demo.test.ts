import { existsSync, linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder, run } from "./support.ts";

const setUp = () => {
  const folder = makeFolder();
  return { folder, env: { AWARENESS_DATA_DIR: folder, AWARENESS_DEFAULT_OWNER: "maya" } };
};

const DEMO_LIMIT_MS = 60_000;

it(
  "fills demo.db in the data folder, and what it says to try works",
  async () => {
    const { folder, env } = setUp();
    const { code, stdout, stderr } = await run(["demo"], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const file = join(folder, "demo.db");
    expect(stdout).toContain(`Filled ${file}: `);
    expect(existsSync(join(folder, "awareness.db"))).toBe(false);

    const tried = [...stdout.matchAll(/^ {2}npx awareness (.*)$/gm)].map(([, line = ""]) => line);
    expect(tried).toHaveLength(4);
    for (const line of tried) {
      const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      const result = await run(args, env);
      expect(result, line).toMatchObject({ code: 0, stderr: "" });
      expect(result.stdout.length, line).toBeGreaterThan(20);
    }
    const { mcpServers } = JSON.parse(/^\{[\s\S]*^\}/m.exec(stdout)?.[0] ?? "");
    expect(mcpServers["awareness-demo"].args).toEqual(
      expect.arrayContaining(["awareness", "serve", "--database", `sqlite:${file}`]),
    );
  },
  DEMO_LIMIT_MS,
);

it(
  "shows a month of life: alerts, a silent source, a due reminder, an unusual number, history",
  async () => {
    const { folder, env } = setUp();
    const { stdout } = await run(["demo", "--json"], env);
    const filled = JSON.parse(stdout);
    expect(filled).toMatchObject({ database: join(folder, "demo.db"), owner: "maya" });
    expect(filled.entries.note).toBeGreaterThan(25);
    expect(Object.keys(filled.entries).sort()).toEqual(
      ["alert", "context", "intention", "note", "pattern", "preference", "status", "suppression"].sort(),
    );
    const database = ["--database", `sqlite:${filled.database}`];
    const briefing = JSON.parse((await run(["brief", "--json", ...database], env)).stdout);
    expect(briefing).toMatchObject({
      attention_needed: true,
      active_suppressions: 1,
      sources: {
        "garden-planner-web": { status: "warning" },
        nas: { status: "warning", headline: expect.stringContaining("disk_temperature") },
        "laptop-backup": { status: "stale" },
      },
      fired_intentions: [{ goal: expect.stringContaining("passport") }],
      evaluation: { suppressed: 1 },
    });
    const { entries } = JSON.parse((await run(["get", "--limit", "500", "--json", ...database], env)).stdout);
    const ages = (entries as { created: string }[]).map(({ created }) => Date.now() - Date.parse(created));
    expect(Math.max(...ages)).toBeGreaterThan(29 * 86_400_000);
    expect(Math.min(...ages)).toBeGreaterThan(0);
    expect((entries as { version: number }[]).some(({ version }) => version > 2)).toBe(true);
  },
  DEMO_LIMIT_MS,
);

it(
  "leaves a database that is not empty alone, unless told to replace it",
  async () => {
    const { folder, env } = setUp();
    const file = join(folder, "other.db");
    await run(["remember", "mine", "--database", `sqlite:${file}`], env);
    const refused = await run(["demo", "--database", file], env);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^awareness: .*other\.db is not empty; add --reset [^\n]*\n$/);
    expect((await run(["get", "--database", `sqlite:${file}`], env)).stdout).toContain("mine");
    expect((await run(["demo", "--database", file, "--reset"], env)).code).toBe(0);
    expect((await run(["search", "mine", "--database", `sqlite:${file}`], env)).stdout).not.toMatch(
      /^mine$/m,
    );
  },
  DEMO_LIMIT_MS,
);

it("never touches the main database, whatever it is called", async () => {
  const { folder, env } = setUp();
  await run(["remember", "mine"], env);
  const main = join(folder, "awareness.db");
  symlinkSync(main, join(folder, "link.db"));
  linkSync(main, join(folder, "hard.db"));
  symlinkSync(folder, join(folder, "way"));
  for (const name of ["awareness.db", "link.db", "hard.db", "way/awareness.db"]) {
    const { code, stderr } = await run(["demo", "--reset", "--database", join(folder, name)], env);
    expect(code).toBe(1);
    expect(stderr).toContain("is your own database");
  }
  const named = { ...env, AWARENESS_DATABASE_URL: `sqlite:${join(folder, "new.db")}` };
  expect((await run(["demo", "--database", join(folder, "new.db")], named)).code).toBe(1);
  expect(existsSync(join(folder, "new.db"))).toBe(false);
  expect((await run(["get"], env)).stdout).toContain("mine");
});

it("does not replace a file that is no database of this program", async () => {
  const { folder, env } = setUp();
  const file = join(folder, "letter.txt");
  writeFileSync(file, "Dear Lena, ".repeat(1000));
  const before = readFileSync(file);
  const { code, stderr } = await run(["demo", "--database", file, "--reset"], env);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^awareness: [^\n]+\n$/);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(statSync(file).size).toBe(before.length);
});

it.each([
  ["sqlite::memory:", "in memory"],
  ["postgres://localhost/x", "a demo is a file"],
])("refuses %s as wrong usage", async (database, words) => {
  const { code, stderr } = await run(["demo", "--database", database], setUp().env);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
