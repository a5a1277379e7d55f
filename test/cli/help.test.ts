import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { run } from "./support.ts";

const VERBS = ["brief", "remember", "search", "get", "delete", "restore"];
const TOP = [
  "serve",
  ...VERBS,
  "undo",
  "demo",
  "migrate",
  "token",
  "keys",
  "user",
  "clients",
  "secret",
  "schema",
  "doctor",
];
const PARTS = ["token list", "token revoke", "keys list", "keys rotate", "keys drop", "schema list"];
const USER = ["add", "update", "list", "show", "invite", "set-password", "export", "delete"].map(
  (name) => `user ${name}`,
);
const CLIENTS = ["clients list", "clients revoke", "clients add"];
const COMMANDS = [...TOP.filter((name) => name !== "schema"), ...PARTS, ...USER, ...CLIENTS];

it("--version prints the version alone", async () => {
  expect(await run(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

it.each(COMMANDS)("%s --help explains the command and ends with an example of it", async (command) => {
  const { code, stdout, stderr } = await run([...command.split(" "), "--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(new RegExp(`Examples?:\n(  \\$ .*\n)*  \\$ awareness ${command}\\b`));
});

it("--help of the program lists every command and ends with an example", async () => {
  const { code, stdout } = await run(["--help"]);
  expect(code).toBe(0);
  for (const command of TOP) {
    expect(stdout).toMatch(new RegExp(`^  ${command}\\b.*\\S`, "m"));
  }
  expect(stdout).toMatch(/Examples:\n {2}\$ awareness /);
});

it("without a command the help goes to stderr, as wrong usage", async () => {
  const { code, stdout, stderr } = await run([]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Usage: awareness");
});
