import { spawn } from "node:child_process";
import { once } from "node:events";
import { INITIALIZED, initialize, type Json, request } from "./mcp-messages.ts";
import type { Workshop } from "./workshop.ts";

/** A Node program that speaks MCP on its stdio. */
export interface Program {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface StdioAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  readonly result: any;
  /** Of the answer as it came, without its line end. */
  readonly bytes: number;
  /** From the sending of the request to the last byte of the answer, before it is parsed. */
  readonly ms: number;
}

/** A connection to a server of one's own; several requests may be under way. */
export interface StdioSession {
  /** @throws Error when the server answers with an error, ends, or does not answer in time. */
  send(message: Json): Promise<StdioAnswer>;
  /** Sends what has no answer. */
  notify(message: Json): void;
  /** A `tools/call` of the 2025 era, which all servers speak. @throws Error as `send`. */
  call(tool: string, args: Json): Promise<StdioAnswer>;
  /** Closes its stdin, waits for its end, and brings that about when it does not come. */
  close(): Promise<void>;
}

interface Waiting {
  readonly sentAt: number;
  readonly timer: NodeJS.Timeout;
  resolve(answer: StdioAnswer): void;
  reject(error: Error): void;
}

const ANSWER_LIMIT_MS = 60_000;
const END_ASKED_MS = 2_000;
const END_LIMIT_MS = 10_000;
const NEWLINE = 10;

export function startStdio(workshop: Workshop, { args, env, cwd }: Program): StdioSession {
  const options = { env: { ...env }, cwd, stdio: ["pipe", "pipe", "ignore"] as ["pipe", "pipe", "ignore"] };
  const child = workshop.adopt(spawn(process.execPath, args, options));
  const ended = once(child, "close");
  const waiting = new Map<unknown, Waiting>();
  let parts: Buffer[] = [];
  let lastId = 0;

  const settle = (id: unknown) => {
    const found = waiting.get(id);
    clearTimeout(found?.timer);
    waiting.delete(id);
    return found;
  };
  const take = (line: Buffer) => {
    const arrivedAt = performance.now();
    const { id, result, error } = JSON.parse(line.toString("utf8"));
    const found = settle(id);
    if (result === undefined) found?.reject(new Error(`it answered ${JSON.stringify(error)}`));
    else found?.resolve({ result, bytes: line.length, ms: arrivedAt - found.sentAt });
  };
  child.stdout.on("data", (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      from = end + 1;
      take(line);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  });
  child.stdin.on("error", () => {});
  child.once("close", () => {
    for (const id of [...waiting.keys()]) settle(id)?.reject(new Error("it ended"));
  });

  const notify = (message: Json) => void child.stdin.write(`${JSON.stringify(message)}\n`);
  const send = (message: Json) =>
    new Promise<StdioAnswer>((resolve, reject) => {
      const late = () =>
        settle(message.id)?.reject(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`));
      const timer = setTimeout(late, ANSWER_LIMIT_MS);
      waiting.set(message.id, { sentAt: performance.now(), timer, resolve, reject });
      notify(message);
    });

  return {
    send,
    notify,
    call: (name, args) => send(request(++lastId, "tools/call", { name, arguments: args })),
    async close() {
      child.stdin.end();
      const asked = setTimeout(() => child.kill("SIGTERM"), END_ASKED_MS);
      const forced = setTimeout(() => child.kill("SIGKILL"), END_LIMIT_MS);
      await ended;
      clearTimeout(asked);
      clearTimeout(forced);
    },
  };
}

/** Starts a program and shakes hands with it as a client of the 2025 era. */
export async function openStdio(workshop: Workshop, program: Program): Promise<StdioSession> {
  const session = startStdio(workshop, program);
  await session.send(initialize(0));
  session.notify(INITIALIZED);
  return session;
}
