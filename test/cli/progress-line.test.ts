import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { createProgressLine } from "../../src/cli/progress-line.ts";
import { createTestClock } from "../contract/backends.ts";

function aLine(isTTY: boolean) {
  const clock = createTestClock();
  const stderr = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY });
  return { clock, line: createProgressLine(stderr, clock), said: () => stderr.read() as string | null };
}

it("on a terminal the line is written over once a second, and gone at the end", () => {
  const { clock, line, said } = aLine(true);
  line.show("1");
  clock.advance(999);
  line.show("2");
  clock.advance(1);
  line.show("3");
  line.end();
  expect(said()).toBe("\r\u001b[K1\r\u001b[K3\r\u001b[K");
});

it("elsewhere there is a line every ten seconds, and none for what is done sooner", () => {
  const { clock, line, said } = aLine(false);
  line.show("1");
  clock.advance(10_000);
  line.show("2");
  clock.advance(9_999);
  line.show("3");
  clock.advance(1);
  line.show("4");
  line.end();
  expect(said()).toBe("2\n4\n");
});
