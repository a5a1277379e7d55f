import { expect, it } from "vitest";
import { parse, refusal } from "./support.ts";

it.each([
  ["sqlite:/data/a.db", "/data/a.db"],
  ["sqlite:a.db", "/work/here/a.db"],
  ["sqlite:../a.db", "/work/a.db"],
  ["sqlite:~/a.db", "/home/ada/a.db"],
  ["SQLITE:/data/a.db", "/data/a.db"],
  ["sqlite:///data/a.db", "/data/a.db"],
  ["file:a.db", "/work/here/a.db"],
  ["file:/data/a.db", "/data/a.db"],
  ["file:///data/a%20b.db", "/data/a b.db"],
  ["sqlite::memory:", ":memory:"],
])("%s is the file %s", (url, path) => {
  expect(parse({ AWARENESS_DATABASE_URL: url }).database).toEqual({ kind: "sqlite", path });
});

it.each([
  "postgres://localhost/awareness",
  "postgresql://localhost/awareness",
  "postgresql+psycopg://localhost/awareness",
  "host=localhost dbname=awareness",
  "dbname = awareness",
])("%s is refused as Postgres, with the way out", (url) => {
  expect(refusal({ AWARENESS_DATABASE_URL: url }).message).toBe(
    "AWARENESS_DATABASE_URL names a Postgres database; Postgres support is not in this version, use sqlite:PATH.",
  );
});

it("the database lies in the data folder unless told otherwise", () => {
  const { dataDir, database } = parse({ AWARENESS_DATA_DIR: "~/memory" });
  expect(dataDir).toBe("/home/ada/memory");
  expect(database.path).toBe("/home/ada/memory/awareness.db");
});

it("naming the main database for sessions is the same as naming none", () => {
  const path = "/home/ada/.local/share/awareness/awareness.db";
  expect(parse({ AWARENESS_SESSION_DATABASE_URL: `sqlite:${path}` }).sessionDatabase).toBeUndefined();
  expect(parse({ AWARENESS_SESSION_DATABASE_URL: "sqlite:/s.db" }).sessionDatabase?.path).toBe("/s.db");
});
