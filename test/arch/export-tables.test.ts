import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { EXPORTED_TABLES, LEFT_OUT, OF_NO_OWNER } from "../../src/domain/transfer/export-format.ts";
import { TRANSFER_TABLES } from "../../src/domain/transfer/tables.ts";
import { OWNED_TABLES } from "../../src/store/shared/owned-tables.ts";
import { OWNED } from "../walls/statements.ts";

const docs = join(import.meta.dirname, "../../docs");

it("an export holds every table that is copied, or names it as left out", () => {
  const exported = EXPORTED_TABLES.map(({ table }) => table);
  const known = [...exported, ...LEFT_OUT.filter((name) => !name.includes(".")), ...OF_NO_OWNER];
  expect(known.sort()).toEqual(TRANSFER_TABLES.map(({ name }) => name).sort());
});

it("of a table that is exported every column is, or is named as left out", () => {
  for (const { table, shapes } of EXPORTED_TABLES) {
    const columns = TRANSFER_TABLES.find(({ name }) => name === table)?.columns ?? [];
    const left = LEFT_OUT.flatMap((name) =>
      name.startsWith(`${table}.`) ? [name.slice(table.length + 1)] : [],
    );
    expect([table, ...Object.keys(shapes), ...left].sort()).toEqual(
      [table, ...columns.map(({ name }) => name)].sort(),
    );
  }
});

it("no secret is exported", () => {
  const members = EXPORTED_TABLES.flatMap(({ shapes }) => Object.keys(shapes));
  expect(members.filter((name) => /password|secret|private|hash/.test(name))).toEqual([]);
});

it("the schema and the page of the format name every member", () => {
  const schema = JSON.parse(readFileSync(join(docs, "export-format.schema.json"), "utf8"));
  const page = readFileSync(join(docs, "export-format.md"), "utf8");
  const defs = Object.values(schema.$defs as Record<string, { readonly required?: readonly string[] }>);
  for (const { member, shapes } of EXPORTED_TABLES) {
    expect(schema.required).toContain(member);
    expect(page).toContain(`\n| \`${member}\``);
    const members = Object.values(shapes).map((shape) => shape.member);
    expect(defs.map(({ required = [] }) => required.toSorted())).toContainEqual(members.sort());
  }
});

it("a deletion knows every table whose rows belong to an owner", () => {
  expect([...OWNED_TABLES, "owners"].sort()).toEqual([...OWNED].sort());
});
