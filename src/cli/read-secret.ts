import { isUtf8 } from "node:buffer";
import type { Readable, Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { CliError } from "./cli-error.ts";

/** A stdin at which a person types. */
export type Terminal = Readable & { setRawMode(raw: boolean): unknown };

export function isTerminal(stdin: Readable): stdin is Terminal {
  return "isTTY" in stdin && stdin.isTTY === true && "setRawMode" in stdin;
}

const MAX_BYTES = 64 * 1024;

/** What stands before the end of the first line. @throws CliError without one, or when it is no text. */
export async function readFirstLine(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const piece = Buffer.from(chunk);
    chunks.push(piece);
    bytes += piece.length;
    if (piece.includes("\n") || bytes > MAX_BYTES) break;
  }
  const all = Buffer.concat(chunks);
  const end = all.indexOf("\n");
  const line = end < 0 ? all : all.subarray(0, end);
  if (!isUtf8(line)) throw new CliError(1, "stdin is not UTF-8 text.");
  const text = line.toString("utf8").replace(/\r$/, "");
  if (text === "") throw new CliError(1, "stdin is empty; its first line is the password.");
  return text;
}

/**
 * Asks at a terminal for a line that is not shown. Backspace takes a character back, Ctrl-U all of them.
 * @throws CliError when the person gives up (Ctrl-C, Ctrl-D).
 */
export async function readHidden(stdin: Terminal, output: Writable, question: string): Promise<string> {
  output.write(question);
  stdin.setRawMode(true);
  try {
    return await typeLine(stdin);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    output.write("\n");
  }
}

function typeLine(stdin: Readable): Promise<string> {
  const decoder = new StringDecoder("utf8");
  const typed: string[] = [];
  return new Promise((resolve, reject) => {
    const stop = () => {
      stdin.off("data", onData);
      stdin.off("end", giveUp);
    };
    const giveUp = () => {
      stop();
      reject(new CliError(1, "No password was set."));
    };
    const onData = (chunk: Buffer | string) => {
      const ended = pressAll(typed, decoder.write(Buffer.from(chunk)));
      if (ended === undefined) return;
      if (ended.key === GIVEN_UP) return giveUp();
      stop();
      // What was pasted behind the end of the line is for the next question.
      if (ended.rest !== "") stdin.unshift(Buffer.from(ended.rest));
      resolve(typed.join(""));
    };
    stdin.on("data", onData);
    stdin.once("end", giveUp);
    stdin.resume();
  });
}

const ENTER = "enter";
const GIVEN_UP = "given up";
type EndingKey = typeof ENTER | typeof GIVEN_UP;

/** The key that ends the line, and what comes behind it; `undefined` while the line goes on. */
function pressAll(
  typed: string[],
  text: string,
): { readonly key: EndingKey; readonly rest: string } | undefined {
  // A key that is no character, such as an arrow, begins with Escape and comes as one piece.
  if (text.startsWith("\u001b")) return undefined;
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const key = press(typed, character);
    if (key !== undefined) return { key, rest: characters.slice(index + 1).join("") };
  }
  return undefined;
}

function press(typed: string[], key: string): EndingKey | undefined {
  if (key === "\r" || key === "\n") return ENTER;
  if (key === "\u0003" || key === "\u0004") return GIVEN_UP;
  if (key === "\u007f" || key === "\b") typed.pop();
  else if (key === "\u0015") typed.length = 0;
  else if (key >= " ") typed.push(key);
  return undefined;
}
