import { spawn } from "node:child_process";
import { once } from "node:events";
import { atEndOfFile } from "../../test/helpers/end-of-file.ts";
import { commandLine, type Launch } from "../program.ts";

export interface LinesReport {
  /** Codes of the errors that the long lines were answered with. */
  readonly codes: readonly number[];
  /** Results of ordinary requests between them. */
  readonly answered: number;
  readonly end: number | string;
}

const PIECE = Buffer.alloc(256 * 1024, "x");

/** Lines of `bytes` each to a stdio server, an ordinary request after each; `look` is called once before all and once after. */
export async function sendLongLines(
  launch: Launch,
  { lines, bytes }: { readonly lines: number; readonly bytes: number },
  look: () => Promise<void>,
): Promise<LinesReport> {
  const { command, args, env } = commandLine(launch, ["serve"]);
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  const exited = once(child, "close").then(([code, signal]) => code ?? signal);
  child.stdin.on("error", () => {});
  atEndOfFile(() => void child.kill("SIGKILL"));
  const codes: number[] = [];
  let results = 0;
  const waiting = new Map<number, () => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      const { id, result, error } = JSON.parse(line);
      if (id > 1 && Array.isArray(result?.tools)) results += 1;
      if (typeof id === "number") waiting.get(id)?.();
      else codes.push(error?.code);
    }
  });
  const write = async (piece: Buffer | string) => {
    if (!child.stdin.write(piece)) await Promise.race([once(child.stdin, "drain"), exited]);
  };
  const ask = async (id: number, method: string, params: object = {}) => {
    const answer = new Promise<void>((resolve) => waiting.set(id, resolve));
    await write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    await Promise.race([answer, exited.then((end) => Promise.reject(new Error(`The server ended: ${end}`)))]);
  };
  const clientInfo = { name: "torture", version: "1" };
  await ask(0, "initialize", { protocolVersion: "2025-11-25", capabilities: {}, clientInfo });
  await write(`${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n`);
  // The first long line grows buffers that later ones use again.
  for (let sent = 0; sent < bytes; sent += PIECE.length) await write(PIECE);
  await write("\n");
  await ask(1, "tools/list");
  await look();
  for (let line = 0; line < lines; line += 1) {
    for (let sent = 0; sent < bytes; sent += PIECE.length) await write(PIECE);
    await write("\n");
    await ask(2 + line, "tools/list");
  }
  await look();
  child.stdin.end();
  return { codes, answered: results, end: await exited };
}
