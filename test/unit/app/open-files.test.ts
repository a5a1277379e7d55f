import { expect, it } from "vitest";
import { affordableConnections } from "../../../src/app/open-files.ts";

it("connections leave room for the files and database connections of the program", () => {
  const all = affordableConnections(Number.MAX_SAFE_INTEGER, 10);
  expect(affordableConnections(Number.MAX_SAFE_INTEGER, 20)).toBe(all - 10);
  expect(affordableConnections(17, 10)).toBe(17);
});

it("some connections are taken however little is allowed", () => {
  expect(affordableConnections(20_000, Number.MAX_SAFE_INTEGER)).toBe(16);
});
