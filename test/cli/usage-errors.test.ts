import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { makeFolder, run } from "./support.ts";

it.each([
  [["srve"], "unknown command 'srve'"],
  [["serve", "--prot", "1"], "unknown option '--prot'"],
  [["serve", "--port"], "argument missing"],
  [["serve", "--port", "abc"], '--port is "abc"'],
  [["serve", "--http", "--host", "a b"], '--host is "a b"'],
  [["serve", "--owner", "_system"], '--owner is "_system"'],
  [["serve", "--database", "postgres://ada:hunter2@db"], "--database is not a Postgres URL"],
  [["serve", "extra"], "too many arguments"],
  [["migrate", "--to", "x"], "--to"],
  [["migrate", "--to", "9999"], "--to is 9999"],
  [["token", "--user", "_system"], "--user"],
  [["token", "--user", ""], "--user"],
  [["token", "--expires", "soon"], "--expires"],
  [["token", "--expires", "367d"], "366 days"],
  [["token", "--expires", "0d"], "--expires"],
  [["token", "--scope", "root"], "--scope"],
  [["token", "--name", ""], "--name"],
  [["token", "revoke"], "--user"],
  [["secret", "--long"], "unknown option '--long'"],
])("awareness %j ends with 2 and one line", async (args, hint) => {
  const folder = makeFolder();
  const { code, stdout, stderr } = await run(args, { AWARENESS_DATA_DIR: folder });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(hint);
  expect(stderr).toMatch(/^awareness: .+\n$/);
  expect(stderr).not.toContain("hunter2");
  expect(readdirSync(folder)).toEqual([]);
});
