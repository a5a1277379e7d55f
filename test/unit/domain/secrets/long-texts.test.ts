import { expect, it } from "vitest";
import { createSecretDetector } from "../../../../src/domain/secrets/detect.ts";
import { refuseSecrets } from "../../../../src/domain/secrets/refuse.ts";
import { turnsDuring } from "../../../helpers/event-loop.ts";

const SLICE = 65_536;
const SECRET = `ghp_${"aB3dE5gH7jK9".repeat(3)}`;
const detector = createSecretDetector();

it("a credential is found wherever it stands in a long text", async () => {
  expect(detector.find(SECRET)).toBeDefined();
  for (const start of [0, SLICE - 50, SLICE - 20, SLICE - 2, SLICE - 1, SLICE, 2 * SLICE - 30, 3 * SLICE]) {
    const text = `${" ".repeat(start)}${SECRET} ${" ".repeat(SLICE)}`;
    await expect(
      refuseSecrets(detector, { content: { a: ["x", text] } }),
      `at ${start}`,
    ).rejects.toMatchObject({
      code: "secret_found",
      details: { param: "content.a[1]" },
    });
  }
});

it("the first of several is named, and a long text before it or a name does not hide it", async () => {
  const long = "word ".repeat(SLICE);
  const args = { description: long, content: { [SECRET]: 1, later: `${long}${SECRET}` } };
  await expect(refuseSecrets(detector, args)).rejects.toMatchObject({ details: { param: "content" } });
});

it("others are served while megabytes are looked through, in one text or in many", async () => {
  const slow = "-----BEGIN ".repeat(150_000);
  expect(await turnsDuring(refuseSecrets(detector, { content: slow }))).toBeGreaterThan(20);
  const many = Array.from({ length: 40_000 }, (_, at) => `password=${at} is not one`);
  expect(await turnsDuring(refuseSecrets(detector, { content: many }))).toBeGreaterThan(8);
  expect(await turnsDuring(refuseSecrets(detector, { content: "short" }))).toBeLessThan(3);
});
