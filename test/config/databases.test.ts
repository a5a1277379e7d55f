import { expect, it } from "vitest";
import { describeDatabase } from "../../src/config/database-url.ts";
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
  ["postgres://db/awareness", "postgres://db/awareness"],
  ["postgresql://db:6543/awareness", "postgres://db:6543/awareness"],
  ["  postgres://ada:hunter2@db/awareness ", "postgres://db/awareness"],
  ["postgresql://ada:hunter%402@db/awareness?sslmode=verify-full", "postgres://db/awareness"],
  ["postgresql://ada:hunter2@[::1]:5432/awareness", "postgres://[::1]:5432/awareness"],
  ["postgresql://ada:hunter2@/awareness?host=/run/postgresql", "postgres:///run/postgresql/awareness"],
  ["postgresql:///awareness?host=/run/postgresql", "postgres:///run/postgresql/awareness"],
  ["postgres:///awareness", "postgres://localhost/awareness"],
  ["host=db dbname=awareness password=hunter2", "postgres://db/awareness"],
  [
    "host = db  port = 6543 dbname = awareness user=ada password = 'hunter2 host=x'",
    "postgres://db:6543/awareness",
  ],
  ["password='hun\\'ter2 dbname=x' dbname='awareness' hostaddr=10.0.0.1", "postgres://10.0.0.1/awareness"],
  ["dbname=awareness", "postgres://localhost/awareness"],
])("%s is a database on a server, shown as %s", (url, shown) => {
  const { database } = parse({ AWARENESS_DATABASE_URL: url });
  expect(database).toEqual({ kind: "postgres", url: url.trim() });
  expect(describeDatabase(database)).toBe(shown);
});

it.each([
  ["postgresql+psycopg://ada:hunter2@db/awareness", "postgresql://ada:hunter2@db/awareness"],
  ["postgres+asyncpg://db/awareness?sslmode=verify-full", "postgres://db/awareness?sslmode=verify-full"],
])("the driver that %s names is left out", (url, plain) => {
  expect(parse({ AWARENESS_DATABASE_URL: url }).database).toEqual({ kind: "postgres", url: plain });
});

it.each([
  "postgres:",
  "postgres://ada:hunter2@db",
  "postgres://ada:hunter2@db/",
  "postgres://ada:hunter2@db?dbname=awareness",
  "postgres://ada:hunter/2@db/awareness",
  "postgres://ada:23/hunter2@db/awareness",
  "postgres://ada:hunter#2@db/awareness",
  "postgres://ada:23#hunter2@db/awareness",
  "postgres://ada:hunter2@db:port/awareness",
  "postgres://ada:hunter2@one:5432,two:5432/awareness",
  "host=db dbname=awareness password=hunter 2",
  "dbname=awareness password='hunter2",
])("%s is refused, with what is accepted and without its password", (url) => {
  const { message, usage } = refusal({ AWARENESS_DATABASE_URL: url });
  expect({ message, usage }).toEqual({
    message: expect.stringMatching(
      /^AWARENESS_DATABASE_URL is not a Postgres URL with a database; accepted: postgres:\/\/USER:/,
    ),
    usage: false,
  });
  expect(message).not.toMatch(/hunter|ada/);
});

it.each([
  "mysql://ada:hunter2@db/awareness",
  "postgres//hunter2",
  "hunter2.db",
  "sqlite:",
  "sqlserver=hunter2",
])("%s is refused, and what may be a password is not repeated", (url) => {
  const { message } = refusal({ AWARENESS_DATABASE_URL: url });
  expect(message).toMatch(/accepted: sqlite:PATH, file:PATH or postgres:\/\/USER:PASSWORD@HOST\/DATABASE\.$/);
  expect(message).not.toContain("hunter2");
});

it("the database lies in the data folder unless told otherwise", () => {
  const { dataDir, database } = parse({ AWARENESS_DATA_DIR: "~/memory" });
  expect(dataDir).toBe("/home/ada/memory");
  expect(database).toEqual({ kind: "sqlite", path: "/home/ada/memory/awareness.db" });
});

it("naming the main database for sessions is the same as naming none", () => {
  const path = "/home/ada/.local/share/awareness/awareness.db";
  expect(parse({ AWARENESS_SESSION_DATABASE_URL: `sqlite:${path}` }).sessionDatabase).toBeUndefined();
  const server = "postgres://db/awareness";
  const both = { AWARENESS_DATABASE_URL: server, AWARENESS_SESSION_DATABASE_URL: server };
  expect(parse(both).sessionDatabase).toBeUndefined();
});

it.each([
  ["sqlite:/s.db", { kind: "sqlite", path: "/s.db" }],
  ["postgres://db/sessions", { kind: "postgres", url: "postgres://db/sessions" }],
])("sessions may live in %s", (url, target) => {
  expect(parse({ AWARENESS_SESSION_DATABASE_URL: url }).sessionDatabase).toEqual(target);
});
