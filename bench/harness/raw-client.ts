import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawAnswer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: Buffer;
}

/** One keep-alive connection that costs its process as little as possible, so that the server is what is measured. */
export interface RawConnection {
  /** One request at a time. @throws Error when the server closes the connection. */
  send(request: Buffer): Promise<RawAnswer>;
  close(): void;
}

export async function openConnection(port: number): Promise<RawConnection> {
  const socket: Socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");
  let received: Buffer = Buffer.alloc(0);
  let settle: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined;
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const answer = readAnswer(received);
    if (answer === undefined) return;
    received = Buffer.alloc(0);
    const waiting = settle;
    settle = undefined;
    waiting?.resolve(answer);
  });
  socket.on("error", () => {});
  socket.on("close", () => settle?.reject(new Error("The server closed the connection.")));
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (!socket.writable) return reject(new Error("The server has closed the connection."));
        settle = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** Bytes of a request on the wire. */
export function toRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body = "",
): Buffer {
  const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (method === "POST") lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** A whole answer, or `undefined` while some of it is still to come. */
function readAnswer(bytes: Buffer): RawAnswer | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const body = length === undefined ? readChunks(bytes, end + 4) : readSized(bytes, end + 4, Number(length));
  return body && { status, head, body };
}

function readSized(bytes: Buffer, start: number, length: number): Buffer | undefined {
  return bytes.length < start + length ? undefined : bytes.subarray(start, start + length);
}

function readChunks(bytes: Buffer, start: number): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (bytes.length < end + size + 4) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + size + 4;
  }
}
