import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Rows of the token table, as titles of tests name them: a number, or several. */
function rowsIn(folders: readonly string[], isMeant: (file: string) => boolean): ReadonlySet<number> {
  const titles = folders.flatMap((folder) => {
    const path = join(import.meta.dirname, folder);
    return readdirSync(path)
      .filter((file) => file.endsWith(".test.ts") && isMeant(file))
      .flatMap((file) =>
        [...readFileSync(join(path, file), "utf8").matchAll(/(?:\bit|\)|`)\(?\s*["'`]((?:J\d+,? )+)/g)].map(
          ([, rows = ""]) => rows,
        ),
      );
  });
  return new Set([...titles.join(" ").matchAll(/J(\d+)/g)].map(([, row]) => Number(row)));
}

const ALL = Array.from({ length: 42 }, (_, index) => index + 1);
/** About keys that are fetched from somebody else. */
const OF_KEY_SETS = [30, 31, 32, 33, 34, 35, 36, 37, 38];

it("every row of the token table has a test for tokens of providers", () => {
  const rows = rowsIn(["providers", "../auth/providers", "../config"], () => true);
  expect(ALL.filter((row) => !rows.has(row))).toEqual([]);
});

it("every row of the token table that concerns own tokens has a test for them", () => {
  const rows = rowsIn(["."], (file) => file.startsWith("token-"));
  expect(ALL.filter((row) => !rows.has(row) && !OF_KEY_SETS.includes(row))).toEqual([]);
});
