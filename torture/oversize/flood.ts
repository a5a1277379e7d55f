import { once } from "node:events";
import { connect } from "node:net";

/** A request that is larger than it may be, or says of itself what is not so. */
export interface Flood {
  readonly name: string;
  readonly head: string;
  /** Sent over and over. */
  readonly piece: Buffer;
  /** Bytes of the body to send, if the server takes them. */
  readonly bytes: number;
  /** Statuses that are right. */
  readonly wanted: readonly number[];
}

export interface FloodEnd {
  /** Of the first answer; 0 when there was none. */
  readonly status: number;
  /** Bytes of the body that the server's side took, what waits in the kernel included. */
  readonly taken: number;
  readonly closed: boolean;
  readonly ms: number;
}

/** Sends all of it, as fast as it is taken, and waits until the server has closed the connection, or `limitMs` are over. */
export async function flood(port: number, { head, piece, bytes }: Flood, limitMs: number): Promise<FloodEnd> {
  const began = performance.now();
  const socket = connect({ port, host: "127.0.0.1" });
  let text = "";
  let closed = false;
  socket
    .on("error", () => {})
    .on("data", (chunk) => {
      text += chunk.toString("latin1").slice(0, 1_000 - text.length);
    });
  // Not `once` of node:events: it fails when the connection is reset, which is one way to be cut.
  const ended = new Promise<void>((resolve) => void socket.once("end", resolve));
  const gone = new Promise<void>((resolve) => void socket.once("close", resolve)).then(() => {
    closed = true;
  });
  await once(socket, "connect");
  socket.write(head);
  let taken = 0;
  while (taken < bytes && !closed && performance.now() - began < limitMs) {
    taken += piece.length;
    if (!socket.write(piece)) await Promise.race([once(socket, "drain").catch(() => {}), gone]);
  }
  const timer = setTimeout(() => socket.destroy(), Math.max(0, limitMs - (performance.now() - began)));
  const byItself = await Promise.race([gone, ended]).then(() => true);
  clearTimeout(timer);
  const ms = performance.now() - began;
  socket.destroy();
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
    taken,
    closed: byItself && ms < limitMs,
    ms,
  };
}
