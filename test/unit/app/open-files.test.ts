import { expect, it } from "vitest";
import { affordableConnections } from "../../../src/app/open-files.ts";

it("connections leave room for the files and database connections of the program", () => {
  expect(affordableConnections(20_000, 10, 1_024)).toBe(950);
  expect(affordableConnections(20_000, 20, 1_024)).toBe(940);
  expect(affordableConnections(17, 10, 1_024)).toBe(17);
});

it("some connections are taken however little is allowed", () => {
  expect(affordableConnections(20_000, 10, 20)).toBe(16);
});

it("where no limit is known as many connections are taken as are wanted", () => {
  expect(affordableConnections(20_000, 10, Number.POSITIVE_INFINITY)).toBe(20_000);
});

it("the limit of the system counts when none is given", () => {
  expect(affordableConnections(100, 10)).toBeLessThanOrEqual(100);
  expect(affordableConnections(100, Number.MAX_SAFE_INTEGER)).toBe(process.platform === "linux" ? 16 : 100);
});
