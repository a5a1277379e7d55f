import { describe, expect, it } from "vitest";
import { createSecretDetector } from "../../../../src/domain/secrets/detect.ts";
import { SECRET_FORMATS } from "../../../../src/domain/secrets/formats/all.ts";
import { createRandom, draw } from "./draw.ts";
import { FIRST_SAMPLES } from "./samples-1.ts";
import { SECOND_SAMPLES } from "./samples-2.ts";

const BASIC = "Authorization header with a password";
const SAMPLES = { ...FIRST_SAMPLES, ...SECOND_SAMPLES, [BASIC]: ["basic"] };
const ROUNDS = 40;

const random = createRandom(20_260_728);
const { find, list } = createSecretDetector();

function sample(template: string): string {
  if (template === "basic") {
    return `Authorization: Basic ${Buffer.from(draw("app:{A20}", random)).toString("base64")}`;
  }
  return draw(template, random)
    .replaceAll("~", (_, __, whole: string) =>
      whole.includes("Q~") || whole.startsWith("sha256~") ? "~" : "\n",
    )
    .replaceAll("^", "\\n")
    .replaceAll("§", "$");
}

describe("a credential", () => {
  it("has one of more than 60 formats, each with a sample here", () => {
    expect(SECRET_FORMATS.length).toBeGreaterThanOrEqual(60);
    expect(Object.keys(SAMPLES).sort()).toEqual(SECRET_FORMATS.map(({ name }) => name).sort());
  });

  it.each(Object.entries(SAMPLES))("of the format %s is always recognised", (name, templates) => {
    for (const template of templates) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const text = sample(template);
        const found = list(text).map((format) => format.name);
        expect(found, template).toContain(name);
        // In a sentence, in quotes, after a line break and inside JSON text inside JSON text.
        for (const around of [
          `It is ${text}, ask Ann.`,
          `"${text}"`,
          `a\n${text}\nb`,
          JSON.stringify(`a\n${text}`),
        ]) {
          expect(find(around)?.name, template).toBeDefined();
        }
      }
    }
  });
});

describe("what stands in place of a credential", () => {
  it.each([
    "ghp_<your-token>",
    `ghp_${"x".repeat(36)}`,
    `AKIAIOSFODNN7${"EXAMPLE"}`,
    `AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCY${"EXAMPLEKEY"}`,
    "postgres://user:password@localhost/db",
    "postgres://postgres:postgres@localhost:5432/postgres",
    `mysql://root:$${"{DB_PASSWORD}"}@db/app`,
    "mongodb+srv://<username>:<password>@cluster0.mongodb.net",
    "redis://:***@cache:6379",
    "amqp://guest:guest@localhost:5672",
    "https://user:token@github.com/x/y.git",
    "Authorization: Bearer <token>",
    "Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE",
    "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
    "-----BEGIN CERTIFICATE-----\nMIIBhTCCASugAwIBAgIQIRi6zePL6mKjOipn+dNuaTAKBggqhkjOPQQDAjASMRAw\n",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    `sk-${"0123456789".repeat(4)}`,
    "4111 1111 1111 1111",
  ])("passes: %s", (text) => {
    expect(list(text).map(({ name }) => name)).toEqual([]);
  });
});
