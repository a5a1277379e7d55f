import { describe, expect, it } from "vitest";
import { clarifyAnswer } from "../../../src/mcp/clear-errors.ts";

const answer = (code: number, message: string, data?: unknown) => ({
  jsonrpc: "2.0" as const,
  id: 1,
  error: { code, message, ...(data === undefined ? {} : { data }) },
});
const issue = { code: "invalid_type", path: ["params", "name"], message: "Invalid input: expected\nstring" };

describe("an answer about wrong parameters", () => {
  it.each([
    [-32603, JSON.stringify([issue], undefined, 2)],
    [-32602, `Invalid tools/call request: ${JSON.stringify([issue], undefined, 2)}`],
  ])("with code %i becomes one line with code -32602", (code, message) => {
    expect(clarifyAnswer(answer(code, message))).toEqual(
      answer(-32602, "Invalid params: params.name: Invalid input: expected string."),
    );
  });

  it("names at most three problems and stays short", () => {
    const many = Array.from({ length: 50 }, () => ({ ...issue, path: ["x".repeat(5000)] }));
    const { error } = clarifyAnswer(answer(-32603, JSON.stringify(many))) as ReturnType<typeof answer>;
    expect(error.message.length).toBeLessThan(700);
  });

  it("keeps everything else as it is", () => {
    for (const other of [
      answer(-32603, "internal error"),
      answer(-32602, "Tool x not found"),
      answer(-32602, "Invalid params", { uri: "x" }),
      answer(-32601, "[ { not json ]"),
      answer(-32020, JSON.stringify([issue])),
    ]) {
      expect(clarifyAnswer(other)).toBe(other);
    }
  });
});
