import { expect, it } from "vitest";
import { AwarenessError } from "../../src/domain/errors.ts";
import { HttpError } from "../../src/http/exchange.ts";
import { call, openFrontDoor } from "./support/front-door.ts";

async function answerTo(error: unknown) {
  await using door = await openFrontDoor({
    mcp: async () => {
      throw error;
    },
  });
  const answer = await call(door, "/mcp", { method: "POST", token: door.token });
  return { ...answer, log: door.log.join("") };
}

it("a bug is masked as internal with a request id, and logged under it", async () => {
  const { status, json, log, text } = await answerTo(new TypeError("no such table: entries at /srv/data"));
  expect([status, json.error]).toEqual([500, "internal"]);
  expect(Object.keys(json)).toEqual(["error", "request_id"]);
  expect(text).not.toContain("table");
  const line = log.split("\n").find((one) => one.includes("request failed")) ?? "{}";
  expect(JSON.parse(line)).toMatchObject({
    request_id: json.request_id,
    level: 50,
    err: { name: "TypeError" },
  });
  expect(line).toContain("no such table");
});

it("a syntax error is logged without the input that it quotes", async () => {
  const quoting = (() => {
    try {
      return JSON.parse("my secret note");
    } catch (error) {
      return error;
    }
  })();
  expect(String(quoting)).toContain("secret");
  const { status, log } = await answerTo(quoting);
  expect(status).toBe(500);
  expect(log).toContain("SyntaxError");
  expect(log).not.toContain("secret");
});

it("whatever is thrown, the answer is 500 in JSON", async () => {
  for (const thrown of ["text", undefined, null, { status: 200 }]) {
    const { status, json } = await answerTo(thrown);
    expect([status, json.error]).toEqual([500, "internal"]);
  }
});

it("an HttpError says its status, message and headers", async () => {
  const { status, json, headers } = await answerTo(new HttpError(418, "Teapot", { "x-tea": "green" }));
  expect([status, json, headers["x-tea"]]).toEqual([418, { error: "Teapot" }, "green"]);
});

it("a known error keeps its message and gets the status of its code; 503 says when to come back", async () => {
  const codes = [
    "invalid_parameter",
    "not_found",
    "conflict",
    "schema_immutable",
    "unavailable",
    "internal",
  ] as const;
  const answers = await Promise.all(codes.map((code) => answerTo(new AwarenessError(code, "told"))));
  expect(answers.map(({ status }) => status)).toEqual([400, 404, 409, 409, 503, 500]);
  expect(answers.map(({ json }) => json.error)).toEqual(["told", "told", "told", "told", "told", "internal"]);
  expect(answers[4]?.headers["retry-after"]).toBe("1");
});

it("when tokens cannot be checked the answer is 503 with Retry-After, not 401", async () => {
  const isRevoked = async (): Promise<never> => {
    throw new AwarenessError("unavailable", "Tokens cannot be checked right now; try again in a moment.");
  };
  await using door = await openFrontDoor({ isRevoked });
  const answer = await call(door, "/mcp", { token: door.token });
  expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "1"]);
  expect(answer.headers["www-authenticate"]).toBeUndefined();
  expect((await call(door, "/mcp", { token: "bad" })).status).toBe(401);
});
