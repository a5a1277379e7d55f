import { once } from "node:events";
import { type Environment, startProgram } from "./program.ts";
import { makeTempDir } from "./temp-dir.ts";

export interface StdioProcessOptions {
  readonly env?: Environment;
  /** More arguments of `serve`. */
  readonly args?: readonly string[];
  /** Default: a new folder. */
  readonly dataDir?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type AnyMessage = any;

/** A stdio server of the built program, talked to line by line. */
export interface StdioProcess {
  readonly dataDir: string;
  readonly pid: number;
  readonly exited: Promise<number | NodeJS.Signals>;
  /** Every line that came on stdout, in order. */
  readonly lines: readonly string[];
  stderr(): string;
  /** Writes bytes as they are, waiting while the pipe is full. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Writes one message as a line. */
  send(message: object): Promise<void>;
  /** Sends a request and answers the next message with its id. */
  request(id: string | number, method: string, params?: object): Promise<AnyMessage>;
  /** The first message from line `from` (0) on, past or to come, that `wanted` accepts. @throws Error when the server ends before. */
  waitFor(wanted: (message: AnyMessage) => boolean, from?: number): Promise<AnyMessage>;
  /** Closes stdin. */
  end(): void;
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export function startStdioServer(options: StdioProcessOptions = {}): StdioProcess {
  const { env = {}, dataDir = makeTempDir() } = options;
  const program = startProgram({ dataDir, env, args: ["serve", ...(options.args ?? [])], stdin: "protocol" });
  const { child } = program;
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  let rest = "";
  // Not readline: it also ends lines at U+2028, which JSON may contain.
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    for (const look of [...watchers]) look();
  });

  const write = async (bytes: string | Uint8Array): Promise<void> => {
    if (!child.stdin.write(bytes)) await Promise.race([once(child.stdin, "drain"), program.exited]);
  };
  const send = (message: object) => write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

  const waitFor = (wanted: (message: AnyMessage) => boolean, from = 0): Promise<AnyMessage> => {
    let next = from;
    let look: () => void = () => {};
    const found = new Promise<AnyMessage>((resolve, reject) => {
      look = () => {
        try {
          for (; next < lines.length; next += 1) {
            const message: AnyMessage = JSON.parse(lines[next] ?? "");
            if (wanted(message)) return resolve(message);
          }
        } catch (error) {
          reject(error);
        }
      };
      watchers.add(look);
      program.exited.then(
        (end) => reject(new Error(`The server ended with ${end}:\n${program.stderr()}`)),
        reject,
      );
      look();
    });
    return found.finally(() => watchers.delete(look));
  };

  return {
    dataDir,
    pid: child.pid ?? 0,
    exited: program.exited,
    lines,
    stderr: program.stderr,
    write,
    send,
    async request(id, method, params) {
      const from = lines.length;
      await send({ id, method, ...(params && { params }) });
      return waitFor((message) => message.id === id && message.method === undefined, from);
    },
    waitFor,
    end: () => void child.stdin.end(),
    kill: program.kill,
  };
}
