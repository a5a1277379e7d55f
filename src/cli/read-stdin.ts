import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import { CliError } from "./cli-error.ts";

const MAX_BYTES = 16 * 1024 * 1024;

/** Everything on stdin as text. @throws CliError when it is no UTF-8 or far too much. */
export async function readStdin(stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > MAX_BYTES)
      throw new CliError(2, "--content: stdin holds more than 16 MB; store less at once.");
    chunks.push(piece);
  }
  const all = Buffer.concat(chunks);
  if (!isUtf8(all)) throw new CliError(2, "--content: stdin is not UTF-8 text.");
  return all.toString("utf8");
}
