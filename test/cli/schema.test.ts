import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder, type Result, run } from "./support.ts";

const SCHEMA = { type: "object", required: ["title"] };

function open() {
  const folder = makeFolder();
  const env = { AWARENESS_DATA_DIR: join(folder, "data") };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const book = file("book.json", JSON.stringify(SCHEMA));
  const register = (options: Readonly<Record<string, string>> = {}): Promise<Result> => {
    const given = {
      family: "book",
      version: "1",
      source: "shelf",
      description: "A book",
      "schema-file": book,
      ...options,
    };
    const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
    return run(["schema", "register", "--system", ...args], env);
  };
  const list = async (...args: string[]) =>
    JSON.parse((await run(["schema", "list", "--json", ...args], env)).stdout);
  return { folder, env, file, register, list };
}

it("registers a schema for all owners, which the list then shows", async () => {
  const { env, register, list } = open();
  expect((await run(["schema", "list"], env)).stdout).toBe("No schemas.\n");
  const { code, stdout, stderr } = await register({ tags: " a, ,b ," });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { id, ...answer } = JSON.parse(stdout);
  expect(answer).toEqual({ status: "ok", logical_key: "book:1" });
  expect(stdout.trim()).not.toContain("\n");
  expect(await list()).toMatchObject([
    {
      id,
      family: "book",
      version: "1",
      source: "shelf",
      tags: ["a", "b"],
      description: "A book",
      schema: SCHEMA,
    },
  ]);
  expect(await list("--user", "ada")).toEqual([]);
  const { stdout: table } = await run(["schema", "list"], env);
  expect(table).toMatch(new RegExp(`^FAMILY .*\nbook +1 +${id} +shelf .* A book\n$`));
});

it("refuses a second one of the same name, also from another source", async () => {
  const { register, list } = open();
  await register();
  expect(await register({ source: "elsewhere" })).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^awareness: A schema of this family and version exists[^\n]*\n$/),
  });
  expect((await register({ version: "2" })).code).toBe(0);
  expect(await list()).toHaveLength(2);
});

it.each([
  ["no JSON", "{", /schema\.json cannot be used: The text is not valid JSON\.\n$/],
  ["no object", "[1]", /schema\.json holds no JSON object/],
  [
    "no schema",
    '{"properties":{"a":{"type":"txt"}}}',
    /no usable JSON Schema 2020-12: \$\.properties\.a\.type /,
  ],
  ["a remote reference", '{"$ref":"https://schemas.example/x"}', /nothing is fetched/],
] as const)("a file that holds %s fails with one line, and nothing is created", async (_name, text, line) => {
  const { file, folder, register } = open();
  const { code, stdout, stderr } = await register({ "schema-file": file("schema.json", text) });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^awareness: [^\n]+\n$/);
  expect(stderr).toMatch(line);
  await expect(import("node:fs/promises").then(({ stat }) => stat(join(folder, "data")))).rejects.toThrow();
});

it("a file that is not there fails", async () => {
  const { register } = open();
  const { code, stderr } = await register({ "schema-file": "/nowhere/x.json" });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: "awareness: /nowhere/x.json does not exist; check --schema-file.\n",
  });
});

it("wants --system and every name, as a matter of usage", async () => {
  const { env, register } = open();
  for (const name of ["family", "version", "source", "description"]) {
    const { code, stderr } = await register({ [name]: "" });
    expect({ name, code }).toEqual({ name, code: 2 });
    expect(stderr).toMatch(new RegExp(`^awareness: --${name}: 1 to \\d+ characters are accepted\\.\n$`));
  }
  const bare = [
    "schema",
    "register",
    "--family",
    "f",
    "--version",
    "1",
    "--source",
    "s",
    "--description",
    "d",
  ];
  const missing = await run([...bare, "--system"], env);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("--schema-file") });
  const unsafe = await run([...bare, "--schema-file", "x.json"], env);
  expect(unsafe).toMatchObject({ code: 2, stderr: expect.stringContaining("--system") });
});

it.each(["schema", "schema register", "schema list"])("%s --help ends with an example", async (command) => {
  const { code, stdout } = await run([...command.split(" "), "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Examples?:\n(  \\$ .*\n)*  \\$ awareness ${command}\\b`));
});
