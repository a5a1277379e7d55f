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
