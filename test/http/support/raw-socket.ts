import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP connection on which a test writes what it likes. */
export interface RawSocket {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): string;
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

export async function openRawSocket(port: number): Promise<RawSocket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: false });
  let text = "";
  let gone = false;
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      gone = true;
      resolve();
    });
  });
  await new Promise<void>((resolve) => {
    socket.once("connect", () => resolve());
  });
  return { socket, received: () => text, closed, isClosed: () => gone };
}

/** Sends `text` and waits until the server ends the connection; answers what came back. */
export async function exchangeRaw(port: number, text: string): Promise<string> {
  const raw = await openRawSocket(port);
  raw.socket.write(text);
  await raw.closed;
  return raw.received();
}

/** Waits for a condition; fails after five seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 5_000) throw new Error(`Waited in vain for: ${what}`);
    await sleep(5);
  }
}
