import { PassThrough, Writable } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { StdioTransport, type StdioTransportOptions } from "../../../src/mcp/stdio-transport.ts";

const request = (id: number | string, method = "ping") =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method })}\n`;
const result = (id: number | string) => ({ jsonrpc: "2.0", id, result: {} }) as const;

async function openTransport(output: Writable, options: StdioTransportOptions = {}) {
  const input = new PassThrough();
  const transport = new StdioTransport(input, output, options);
  const seen = { messages: 0, errors: 0, closed: 0 };
  transport.onmessage = () => {
    seen.messages += 1;
  };
  transport.onerror = () => {
    seen.errors += 1;
  };
  transport.onclose = () => {
    seen.closed += 1;
  };
  await transport.start();
  return { input, transport, seen };
}

function sink(): PassThrough {
  return new PassThrough().resume();
}

/** Lets everything that is due now happen. */
async function turn(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe("the stdio transport at the end of its input", () => {
  it("closes at once when nothing is unanswered", async () => {
    const { input, transport, seen } = await openTransport(sink(), { drainMs: 60_000 });
    input.end();
    await transport.closed;
    expect(seen.closed).toBe(1);
  });

  it("closes when the input had ended before it started", async () => {
    const input = new PassThrough();
    input.end().resume();
    await vi.waitFor(() => expect(input.closed).toBe(true));
    const transport = new StdioTransport(input, sink(), { drainMs: 60_000 });
    const closed = vi.fn();
    transport.onclose = closed;
    await transport.start();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce());
  });

  it("is told to stop as if the input had ended: answers what was asked, takes nothing more", async () => {
    const output = sink();
    const { input, transport, seen } = await openTransport(output, { drainMs: 60_000 });
    input.write(request(1));
    await vi.waitFor(() => expect(seen.messages).toBe(1));
    const drained = transport.drain();
    input.write(request(2));
    await turn();
    expect(seen).toMatchObject({ messages: 1, closed: 0 });
    await transport.send(result(1));
    await drained;
    expect(seen.closed).toBe(1);
  });

  it("takes a last line without a newline", async () => {
    const { input, seen } = await openTransport(sink());
    input.end(request(1).trimEnd());
    await vi.waitFor(() => expect(seen.messages).toBe(1));
  });

  it("waits until every request that came is answered, ids used twice included", async () => {
    const { input, transport, seen } = await openTransport(sink(), { drainMs: 60_000 });
    input.end(request(1) + request(1) + request("1"));
    await vi.waitFor(() => expect(seen.messages).toBe(3));
    for (const id of [1, "1"]) {
      await transport.send(result(id));
      await turn();
      expect(seen.closed).toBe(0);
    }
    await transport.send({ jsonrpc: "2.0", id: 1, error: { code: -32601, message: "no" } });
    await vi.waitFor(() => expect(seen.closed).toBe(1));
  });

  it("does not wait for cancelled requests and for open subscriptions", async () => {
    const { input, seen } = await openTransport(sink(), { drainMs: 60_000 });
    input.write(request(1) + request("listen", "subscriptions/listen"));
    input.end('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n');
    await vi.waitFor(() => expect(seen.closed).toBe(1));
  });

  it("closes after its time when an answer does not come", async () => {
    const { input, seen } = await openTransport(sink(), { drainMs: 30 });
    input.end(request(1));
    await vi.waitFor(() => expect(seen.closed).toBe(1));
  });

  it("waits until answers are written", async () => {
    const held: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void held.push(done) });
    const { input, transport, seen } = await openTransport(slow, { drainMs: 60_000 });
    input.end(request(1));
    await vi.waitFor(() => expect(seen.messages).toBe(1));
    void transport.send(result(1));
    await turn();
    expect(seen.closed).toBe(0);
    held[0]?.();
    await vi.waitFor(() => expect(seen.closed).toBe(1));
  });
});

describe("the stdio transport with a client that does not read", () => {
  it("reads no more input while too much output waits, and goes on when the client reads", async () => {
    const held: (() => void)[] = [];
    const slow = new Writable({ write: (_chunk, _encoding, done) => void held.push(done) });
    const { input, transport, seen } = await openTransport(slow, { maxBacklogBytes: 100_000 });
    const sent = transport.send({ jsonrpc: "2.0", id: 1, result: { text: "x".repeat(200_000) } });
    input.write(request(2));
    await turn();
    expect(seen.messages).toBe(0);
    held[0]?.();
    await sent;
    await vi.waitFor(() => expect(seen.messages).toBe(1));
  });

  it("closes without an error report when the client has gone", async () => {
    const gone = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" })),
    });
    const { transport, seen } = await openTransport(gone);
    await transport.send(result(1));
    await vi.waitFor(() => expect(seen.closed).toBe(1));
    expect(seen.errors).toBe(0);
  });

  it("reports any other write error and closes", async () => {
    const broken = new Writable({ write: (_chunk, _encoding, done) => done(new Error("disk on fire")) });
    const { transport, seen } = await openTransport(broken);
    await transport.send(result(1));
    await vi.waitFor(() => expect(seen).toMatchObject({ closed: 1, errors: 1 }));
  });
});
