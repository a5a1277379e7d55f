import type { Writable } from "node:stream";
import type { DestinationStream } from "pino";

/** Bytes of log that may wait for a slow reader. */
const MAX_WAITING = 1_000_000;

/**
 * Where log lines go: human-readable on a terminal, JSON otherwise. A reader that stops reading costs log lines,
 * never an answer: what exceeds the buffer is dropped.
 */
export async function openLogStream(
  stderr: Writable & { readonly isTTY?: boolean },
): Promise<DestinationStream> {
  if (stderr.isTTY === true) {
    const { default: pretty } = await import("pino-pretty");
    return pretty({ sync: true, destination: stderr, ignore: "pid,hostname" });
  }
  return {
    write(line) {
      if (stderr.writableLength < MAX_WAITING) stderr.write(line);
    },
  };
}
