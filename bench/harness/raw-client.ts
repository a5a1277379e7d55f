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
  /** Answers come in the order of the requests. @throws Error when the server closes the connection before. */
  send(request: Buffer): Promise<RawAnswer>;
  close(): void;
}

export async function openConnection(port: number): Promise<RawConnection> {
  const socket: Socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");
  let received: Buffer = Buffer.alloc(0);
  const waiting: { resolve(answer: RawAnswer): void; reject(error: Error): void }[] = [];
  socket.on("data", (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (let found = readAnswer(received); found !== undefined; found = readAnswer(received)) {
      received = received.subarray(found.end);
      waiting.shift()?.resolve(found.answer);
    }
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error("The server closed the connection."));
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (!socket.writable) return reject(new Error("The server closed the connection."));
        waiting.push({ resolve, reject });
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
  body: string | Uint8Array = "",
): Buffer {
  const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}`);
  if (method === "POST") lines.push(`content-length: ${Buffer.byteLength(body)}`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
  return Buffer.concat([head, typeof body === "string" ? Buffer.from(body) : body]);
}

interface Found {
  readonly answer: RawAnswer;
  /** Where the next answer begins. */
  readonly end: number;
}

/** The first answer, or `undefined` while some of it is still to come. */
function readAnswer(bytes: Buffer): Found | undefined {
  const start = bytes.indexOf("\r\n\r\n") + 4;
  if (start < 4) return undefined;
  const head = bytes.toString("latin1", 0, start - 4);
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const found = length === undefined ? readChunks(bytes, start) : readSized(bytes, start, Number(length));
  return found && { answer: { status, head, body: found.body }, end: found.end };
}

interface FoundBody {
  readonly body: Buffer;
  readonly end: number;
}

function readSized(bytes: Buffer, start: number, length: number): FoundBody | undefined {
  const end = start + length;
  return bytes.length < end ? undefined : { body: bytes.subarray(start, end), end };
}

function readChunks(bytes: Buffer, start: number): FoundBody | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const end = bytes.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (bytes.length < end + size + 4) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end: end + 4 };
    chunks.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + size + 4;
  }
}
