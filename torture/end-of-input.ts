import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { modernRequest } from "../bench/harness/mcp-messages.ts";
import { connect } from "./client.ts";
import type { DrainPlace } from "./drain.ts";
import { commandLine, type Launch } from "./program.ts";
import { readAll } from "./read-back.ts";

export interface EndOfInputReport {
  readonly exit: number | string;
  /** From the end of the input to the end of the server. */
  readonly ms: number;
  readonly asked: number;
  readonly answered: number;
  /** Notes that were asked for and are not there once each, as sent, when a server reads them back. */
  readonly wrongNotes: number;
}

/** A stdio server whose client goes right behind its last requests. */
export async function endOfInput({ root, folder, random }: DrainPlace): Promise<EndOfInputReport> {
  const launch = { dataDir: join(folder, "data"), root };
  const { command, args, env } = commandLine(launch, ["serve"]);
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "ignore"] });
  let text = "";
  const answers = () => text.split("\n").filter((line) => line.includes('"result"')).length;
  const ended = once(child, "close");
  const asked = random.int(1, 40);
  const texts: string[] = [];
  const call = (id: number) => {
    const name = id % 2 === 0 ? "get_stats" : "remember";
    const description = `${id} ${random.text(500)}`;
    if (name === "remember") texts.push(description);
    const given = name === "remember" ? { source: "tester", tags: [], description } : {};
    return `${JSON.stringify(modernRequest(id, "tools/call", { name, arguments: given }))}\n`;
  };
  const first = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (answers() > 0) resolve();
    });
  });
  child.stdin.write(call(0));
  await Promise.race([first, ended]);
  child.stdin.end(Array.from({ length: asked }, (_, index) => call(index + 1)).join(""));
  const began = performance.now();
  const [code, signal] = await ended;
  const ms = performance.now() - began;
  const wrongNotes = await countWrong(launch, texts);
  return { exit: code ?? signal, ms, asked: asked + 1, answered: answers(), wrongNotes };
}

async function countWrong(launch: Launch, texts: readonly string[]): Promise<number> {
  const client = await connect("modern", { kind: "stdio", launch });
  const entries = await readAll(client);
  await client.close();
  const found = entries.map(({ data }) => data.description).toSorted();
  const wanted = texts.toSorted();
  return (
    wanted.filter((text) => found.filter((one) => one === text).length !== 1).length +
    Math.max(0, found.length - wanted.length)
  );
}
