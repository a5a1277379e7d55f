import { gzipSync } from "node:zlib";
import type { Flood } from "./flood.ts";

const KB = 1024;
const PIECE = 64 * KB;

/** What is too large, and what lies about how large it is; `most`: bytes of the largest. */
export function makeFloods(token: string, most: number): readonly Flood[] {
  const text = Buffer.alloc(PIECE, "x");
  const head = (...lines: readonly string[]) =>
    [
      "POST /mcp HTTP/1.1",
      "host: 127.0.0.1",
      `authorization: Bearer ${token}`,
      "content-type: application/json",
    ]
      .concat("accept: application/json, text/event-stream", lines, "", "")
      .join("\r\n");
  const chunk = Buffer.concat([Buffer.from(`${PIECE.toString(16)}\r\n`), text, Buffer.from("\r\n")]);
  const bomb = gzipSync(Buffer.alloc(64 * KB * KB));
  const none = { piece: Buffer.alloc(0), bytes: 0 };
  const many = Array.from({ length: 3_000 }, (_, at) => `x-${at}: ${at}`);
  return [
    {
      name: "a body in chunks without end",
      head: head("transfer-encoding: chunked"),
      piece: chunk,
      bytes: most,
      wanted: [413],
    },
    {
      name: "an announced giant",
      head: head(`content-length: ${most}`),
      piece: text,
      bytes: most,
      wanted: [413],
    },
    {
      name: "more than was announced",
      head: head("content-length: 10"),
      piece: text,
      bytes: 4 * PIECE,
      wanted: [400],
    },
    {
      name: "less than was announced, and then nothing",
      head: head("content-length: 100000"),
      piece: Buffer.from("{"),
      bytes: 1,
      wanted: [408],
    },
    {
      name: "a bomb of zeros, compressed",
      head: head("content-encoding: gzip", `content-length: ${bomb.length}`),
      piece: bomb,
      bytes: bomb.length,
      wanted: [415],
    },
    { name: "headers of 20 KB", head: head(`x-long: ${"x".repeat(20 * KB)}`), ...none, wanted: [431] },
    { name: "3,000 headers", head: head(...many), ...none, wanted: [431] },
    {
      name: "a path of 1 MB",
      head: `GET /${"a".repeat(KB * KB)} HTTP/1.1\r\n\r\n`,
      ...none,
      wanted: [414, 431],
    },
    {
      name: "two lengths",
      head: head("content-length: 2", "content-length: 3"),
      ...none,
      wanted: [400],
    },
    {
      name: "a length and chunks",
      head: head("content-length: 2", "transfer-encoding: chunked"),
      ...none,
      wanted: [400],
    },
    {
      name: "a chunk with an endless extension",
      head: `${head("transfer-encoding: chunked")}1;`,
      piece: text,
      bytes: most / 16,
      wanted: [413, 400],
    },
  ];
}
