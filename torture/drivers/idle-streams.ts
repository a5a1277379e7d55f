import { connect, type Socket } from "node:net";
import { takeOrders } from "./orders.ts";

export interface OpenOrder {
  readonly port: number;
  /** Of this machine, so that the ports of one address are not the limit. */
  readonly localAddress: string;
  /** What each socket sends; empty: nothing, it is only connected. */
  readonly requests: readonly string[];
}

/** Sockets of this driver. */
export interface Streams {
  /** With a good answer that has not ended; those that asked for nothing: connected. */
  readonly open: number;
  /** First lines of other answers, `closed` without one, or why there is no connection, with how often. */
  readonly others: Readonly<Record<string, number>>;
}

interface Stream {
  readonly socket: Socket;
  /** Resolves when it is known what has become of the request. */
  readonly known: Promise<void>;
  line: string;
  isOpen: boolean;
}

/** Requests under way at a time. */
const AT_A_TIME = 32;
/** How long a socket that asks for nothing is looked at before it counts as accepted, ms. */
const SETTLE_MS = 500;
const streams = new Set<Stream>();

async function open({ port, localAddress, requests }: OpenOrder): Promise<Streams> {
  const waiting = requests.values();
  const lane = async () => {
    for (const request of waiting) await openOne(port, localAddress, request).known;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
  if (requests.includes("")) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return look();
}

function openOne(port: number, localAddress: string, request: string): Stream {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  const known = new Promise<void>((resolve) => {
    socket.once("connect", () => {
      if (request !== "") return void socket.write(request);
      stream.isOpen = true;
      resolve();
    });
    socket.on("data", (bytes: Buffer) => {
      if (stream.line === "") {
        stream.line = bytes.toString("latin1").split("\r\n")[0] ?? "";
        stream.isOpen = stream.line === "HTTP/1.1 200 OK";
        if (!stream.isOpen) socket.destroy();
      }
      resolve();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (stream.line === "") stream.line = error.code ?? error.message;
    });
    socket.once("close", () => {
      stream.isOpen = false;
      if (stream.line === "") stream.line = "closed";
      resolve();
    });
  });
  const stream: Stream = { socket, known, line: "", isOpen: false };
  streams.add(stream);
  return stream;
}

function look(): Streams {
  const others: Record<string, number> = {};
  for (const { isOpen, line } of streams) if (!isOpen) others[line] = (others[line] ?? 0) + 1;
  return { open: [...streams].filter(({ isOpen }) => isOpen).length, others };
}

async function state(_: object): Promise<Streams> {
  return look();
}

/** Ends all from this side. */
async function close(_: object): Promise<void> {
  for (const { socket } of streams) socket.destroy();
  streams.clear();
}

takeOrders({ open, state, close });
export type StreamsWork = {
  readonly open: typeof open;
  readonly state: typeof state;
  readonly close: typeof close;
};
