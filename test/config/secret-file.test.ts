import { expect, it } from "vitest";
import { GOOD_SECRET, parse, refusal } from "./support.ts";

it("the secret may come from a file, whose last line break does not count", () => {
  const asked: string[] = [];
  const readFile = (path: string) => {
    asked.push(path);
    return `${GOOD_SECRET}\n`;
  };
  expect(parse({ AWARENESS_JWT_SECRET_FILE: "~/secret" }, {}, { readFile }).jwtSecret).toBe(GOOD_SECRET);
  expect(asked).toEqual(["/home/ada/secret"]);
});

it("a file that cannot be read is refused with the reason", () => {
  expect(refusal({ AWARENESS_JWT_SECRET_FILE: "/nowhere" }).message).toBe(
    'AWARENESS_JWT_SECRET_FILE is "/nowhere", which cannot be read (ENOENT); accepted: a readable file.',
  );
});

it("a file with too short a secret is refused without its text", () => {
  const { message } = refusal({ AWARENESS_JWT_SECRET_FILE: "/f" }, {}, { readFile: () => "too-short" });
  expect(message).toMatch(/^AWARENESS_JWT_SECRET_FILE is "\/f".*at least 32 bytes/);
  expect(message).not.toContain("too-short");
});

it("a secret given twice is refused", () => {
  const env = { AWARENESS_JWT_SECRET: GOOD_SECRET, AWARENESS_JWT_SECRET_FILE: "/f" };
  expect(refusal(env).message).toContain("both set");
});

it.each(["AWARENESS_DATABASE_URL", "AWARENESS_SESSION_DATABASE_URL"])("%s may come from a file", (name) => {
  const url = "postgres://ada:hunter2@db/awareness";
  const { database, sessionDatabase } = parse({ [`${name}_FILE`]: "/f" }, {}, { readFile: () => `${url}\n` });
  const target = name === "AWARENESS_DATABASE_URL" ? database : sessionDatabase;
  expect(target).toEqual({ kind: "postgres", url });
});

it("a URL that was given for the name of its file is not shown", () => {
  const { message } = refusal({ AWARENESS_DATABASE_URL_FILE: "postgres://ada:hunter2@db/awareness" });
  expect(message).toBe(
    "AWARENESS_DATABASE_URL_FILE holds what belongs into a file; accepted: the name of a readable file.",
  );
});

it.each(["", "postgres://ada:hunter2@db/awareness\nmore", "ada:hunter2@db", "hunter2", "postgres//hunter2"])(
  "a file with %j names no database, and its text is not repeated",
  (text) => {
    const { message } = refusal({ AWARENESS_DATABASE_URL_FILE: "/f" }, {}, { readFile: () => text });
    expect(message).toMatch(/^AWARENESS_DATABASE_URL_FILE is /);
    expect(message).not.toContain("hunter2");
  },
);

it("--database beats the file of the variable, which is not read", () => {
  const { database } = parse({ AWARENESS_DATABASE_URL_FILE: "/nowhere" }, { database: "sqlite:/a.db" });
  expect(database).toEqual({ kind: "sqlite", path: "/a.db" });
});
