import { PassThrough } from "node:stream";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { describe, expect, it, vi } from "vitest";
import { StdioTransport, type StdioTransportOptions } from "../../../src/mcp/stdio-transport.ts";

const PING = { jsonrpc: "2.0", id: 1, method: "ping" } as const;

/** A transport between two streams; `received` is what it handed on, `answers` what it wrote. */
async function openTransport(options: StdioTransportOptions = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = new StdioTransport(input, output, options);
  const received: JSONRPCMessage[] = [];
  const written: Buffer[] = [];
  const errors: Error[] = [];
  const closed = vi.fn();
  transport.onmessage = (message) => void received.push(message);
  transport.onerror = (error) => void errors.push(error);
  transport.onclose = closed;
  output.on("data", (chunk: Buffer) => void written.push(chunk));
  await transport.start();
  const answers = (): unknown[] =>
    Buffer.concat(written)
      .toString()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as unknown);
  return { input, output, transport, received, answers, errors, closed };
}

const refusal = (code: number, id: unknown = null) => ({
  jsonrpc: "2.0",
  id,
  error: { code, message: expect.any(String) },
});

describe("the stdio transport", () => {
  it("hands on each message and writes each answer as one line", async () => {
    const { input, transport, received, answers } = await openTransport();
    input.write(`${JSON.stringify(PING)}\r\n\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`);
    await vi.waitFor(() => expect(received).toHaveLength(2));
    expect(received[0]).toEqual(PING);
    await transport.send({ jsonrpc: "2.0", id: 1, result: { text: "two\nlines \u2028" } });
    await vi.waitFor(() =>
      expect(answers()).toEqual([{ jsonrpc: "2.0", id: 1, result: { text: "two\nlines \u2028" } }]),
    );
  });

  it.each([
    ["broken JSON", "{oops", refusal(-32700)],
    ["nesting a million deep", "[".repeat(1_000_000), refusal(-32600)],
    ["a batch", `[${JSON.stringify(PING)}]`, refusal(-32600)],
    ["an empty batch", "[]", refusal(-32600)],
    ["a number", "42", refusal(-32600)],
    ["null", "null", refusal(-32600)],
    ["an empty object", "{}", refusal(-32600)],
    ["a request without a version", '{"id":7,"method":"ping"}', refusal(-32600, 7)],
    ["a request with a wrong version", '{"jsonrpc":"1.0","id":"x","method":"ping"}', refusal(-32600, "x")],
    ["a method that is no string", '{"jsonrpc":"2.0","id":8,"method":9}', refusal(-32600, 8)],
    ["parameters in an array", '{"jsonrpc":"2.0","id":8,"method":"ping","params":[1]}', refusal(-32600, 8)],
    ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}', refusal(-32600)],
    ["an id that is null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', refusal(-32600)],
  ])("answers %s with an error and goes on", async (_name, line, answer) => {
    const { input, received, answers } = await openTransport();
    input.write(`${line}\n${JSON.stringify(PING)}\n`);
    await vi.waitFor(() => expect(received).toEqual([PING]));
    await vi.waitFor(() => expect(answers()).toEqual([answer]));
  });

  it("answers invalid UTF-8 with a parse error and goes on", async () => {
    const { input, received, answers } = await openTransport();
    input.write(
      Buffer.concat([
        Buffer.from('{"jsonrpc":"2.0","id":1,"method":"'),
        Buffer.from([0xff]),
        Buffer.from('"}\n'),
      ]),
    );
    input.write(`${JSON.stringify(PING)}\n`);
    await vi.waitFor(() => expect(received).toEqual([PING]));
    await vi.waitFor(() => expect(answers()).toEqual([refusal(-32700)]));
  });

  it("answers a line over the limit once, drops the rest of it, and goes on", async () => {
    const { input, received, answers, errors } = await openTransport({ maxLineBytes: 1000 });
    for (let part = 0; part < 20; part += 1) input.write('{"a":1}'.repeat(30));
    input.write(`\n${JSON.stringify(PING)}\n`);
    await vi.waitFor(() => expect(received).toEqual([PING]));
    await vi.waitFor(() => expect(answers()).toEqual([refusal(-32600)]));
    expect(errors).toHaveLength(1);
  });

  it("refuses to start twice", async () => {
    const { transport } = await openTransport();
    await expect(transport.start()).rejects.toThrow("already started");
  });

  it("refuses to send once closed", async () => {
    const { transport, closed } = await openTransport();
    await transport.close();
    await transport.close();
    expect(closed).toHaveBeenCalledOnce();
    await expect(transport.send({ jsonrpc: "2.0", id: 1, result: {} })).rejects.toThrow("closed");
  });
});
