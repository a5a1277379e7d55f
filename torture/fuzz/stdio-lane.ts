import { spawn } from "node:child_process";
import { atEndOfFile } from "../../test/helpers/end-of-file.ts";
import { answerIdOf, parsed } from "../../test/helpers/fuzz.ts";
import { INITIALIZE } from "../../test/helpers/wire.ts";
import type { Json } from "../client.ts";
import { commandLine, type Launch } from "../program.ts";
import type { Random } from "../random.ts";
import { type Era, inTime, type Lane, metaOf } from "./http-lane.ts";
import { createInputs } from "./inputs.ts";
import type { Judge } from "./judge.ts";

/** A stdio server under fuzz. */
export interface StdioLane extends Lane {
  /** Ends the input; answers the exit code. */
  end(): Promise<number | string>;
  stderr(): string;
}

export interface StdioLaneOptions {
  readonly launch: Launch;
  readonly era: Era;
  readonly random: Random;
  readonly judge: Judge;
}

type Id = string | number | null;

/** Writes lines in bulk, and reads until each that asks for an answer has one. */
export async function openStdioLane({ launch, era, random, judge }: StdioLaneOptions): Promise<StdioLane> {
  const { command, args, env } = commandLine(launch, ["serve"]);
  const child = spawn(command, args, { env, stdio: "pipe" });
  const exited = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? ""));
  });
  child.stdin.on("error", () => {});
  atEndOfFile(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-100_000);
  });
  const inputs = createInputs(random.fork(), metaOf(era));
  let onLine = (_line: string): void => {};
  let rest: string[] = [];
  // Not readline: it also ends lines at U+2028, which JSON may contain.
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const [first = "", ...more] = text.split("\n");
    rest.push(first);
    for (const part of more) {
      onLine(rest.join(""));
      rest = [part];
    }
  });

  /** Writes lines and waits until each has been answered. */
  async function ask(lines: readonly Buffer[]): Promise<readonly Json[]> {
    const answers: Json[] = [];
    const waiting = expectAnswers(lines);
    const watch = judge.watch(child.pid ?? 0);
    const whole = Buffer.concat(lines.flatMap((line) => [line, NEWLINE]));
    const done = new Promise<void>((resolve) => {
      onLine = (line) => {
        watch.answered();
        const id = waiting.answered(line);
        const input = (id === undefined ? undefined : waiting.inputOf(id)) ?? whole;
        answers.push(judge.message(line, input));
        if (waiting.isEmpty()) resolve();
      };
      if (waiting.isEmpty()) resolve();
    });
    child.stdin.write(whole);
    const ended = exited.then((end) => {
      throw new Error(`The stdio server ended with ${end}: ${stderr.slice(-2_000)}`);
    });
    ended.catch(() => {});
    await inTime(Promise.race([done, ended]), whole).catch((error: Error) => {
      throw new Error(`${waiting.show()}; ${error.message}`);
    });
    watch.done();
    return answers;
  }

  const say = (message: object) => ask([Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }))]);
  if (era === "2025-11-25") {
    await say({ id: "open", method: "initialize", params: INITIALIZE });
    await say({ method: "notifications/initialized" });
  }
  // Its answer tells that the server is up, and whatever looks into it.
  await say({ id: "up", method: "prompts/list", params: { _meta: metaOf(era) } });
  return {
    inputs,
    stderr: () => stderr,
    ask: (all) => ask(all.map(oneLine)),
    async end() {
      child.stdin.end();
      return exited;
    },
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

const NEWLINE = Buffer.from("\n");

/** A line break would make two inputs of one. */
function oneLine(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)));
}

/** Which answers are still to come; several messages may have the same id. */
function expectAnswers(lines: readonly Buffer[]) {
  const open = new Map<Id, number>();
  const inputs = new Map<Id, Buffer>();
  for (const line of lines) {
    const id = answerIdOf(line);
    if (id === undefined) continue;
    open.set(id, (open.get(id) ?? 0) + 1);
    inputs.set(id, line);
  }
  // What is cancelled need not be answered (MCP 2025-11-25, "Cancellation").
  for (const line of lines) {
    const message = parsed(line);
    if (message?.method === "notifications/cancelled") open.delete(message.params?.requestId);
  }
  return {
    isEmpty: () => open.size === 0,
    inputOf: (id: Id) => inputs.get(id),
    show: () =>
      [...open.keys()].map((id) => `${id}: ${inputs.get(id)?.toString("utf8").slice(0, 300)}`).join("\n"),
    /** Takes note of an answer; answers its id. */
    answered(text: string): Id | undefined {
      const message = parsed(Buffer.from(text));
      if (message === undefined || message?.method !== undefined) return undefined;
      const id: Id = message?.id ?? null;
      const left = (open.get(id) ?? 0) - 1;
      if (left > 0) open.set(id, left);
      else open.delete(id);
      return id;
    },
  };
}
