import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { takeOrders } from "./orders.ts";

/** Sockets that begin with `start` and then send, or read, a byte a second. */
export interface SlowGroup {
  readonly name: string;
  /** What each of its sockets sends at once. */
  readonly starts: readonly string[];
  readonly slow: "sending" | "reading";
}

export interface SlowOrder {
  readonly port: number;
  readonly groups: readonly SlowGroup[];
  /** Sockets opened per second. */
  readonly perSecond: number;
  /** After it whatever is still open is given up, ms from the opening of the last. */
  readonly limitMs: number;
}

export interface SlowResult {
  readonly name: string;
  readonly slow: SlowGroup["slow"];
  readonly opened: number;
  /** How long ago the last of it was opened, ms. */
  readonly lastOpenedMs: number;
  /** Those that never came about. */
  readonly refused: number;
  /** Of those that send: still open at the limit. */
  readonly uncut: number;
  /** Longest life of one, ms. */
  readonly longestMs: number;
  /** First lines of what came back, with how often. */
  readonly answers: Readonly<Record<string, number>>;
}

interface Slow {
  readonly group: SlowGroup;
  readonly socket: Socket;
  readonly openedAt: number;
  closedAt: number | undefined;
  connected: boolean;
  answer: string;
}

const SLICES = 20;
const ANSWER_CHARS = 40;
/** How long the rest of an answer may take, ms. */
const REST_MS = 5_000;

function open(port: number, group: SlowGroup, start: string): Slow {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const slow: Slow = {
    group,
    socket,
    openedAt: performance.now(),
    closedAt: undefined,
    connected: false,
    answer: "",
  };
  const keep = (bytes: Buffer) => {
    if (slow.answer.length < ANSWER_CHARS) slow.answer += bytes.toString("latin1").slice(0, ANSWER_CHARS);
  };
  socket.on("error", () => {});
  socket.once("connect", () => {
    slow.connected = true;
  });
  socket.once("close", () => {
    slow.closedAt = performance.now();
  });
  socket.write(start);
  // A socket that waits to be read takes what its own buffer holds, and leaves the rest in the kernel.
  if (group.slow === "reading") socket.on("readable", () => {});
  else socket.on("data", keep);
  return slow;
}

function goOn({ group, socket }: Slow): void {
  if (group.slow === "reading") socket.read(1);
  else if (socket.writable) socket.write("a");
}

const isOpen = ({ closedAt }: Slow): boolean => closedAt === undefined;

const sockets: Slow[] = [];

/** Opens all, goes on until the server has cut those that send, and tells what became of them. */
async function attack({ port, groups, perSecond, limitMs }: SlowOrder): Promise<readonly SlowResult[]> {
  let turn = 0;
  const timer = setInterval(() => {
    for (let at = turn; at < sockets.length; at += SLICES) {
      const slow = sockets[at];
      if (slow !== undefined && isOpen(slow)) goOn(slow);
    }
    turn = (turn + 1) % SLICES;
  }, 1_000 / SLICES);
  const began = performance.now();
  for (const [index, { group, start }] of mix(groups).entries()) {
    const waitMs = began + (index * 1_000) / perSecond - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    sockets.push(open(port, group, start));
  }
  const endAt = performance.now() + limitMs;
  const sending = () => sockets.some((slow) => slow.group.slow === "sending" && isOpen(slow));
  while (sending() && performance.now() < endAt) await sleep(50);
  clearInterval(timer);
  return groups.map((group) => toResult(group));
}

/** In turn from each, so that all kinds are there from the beginning. */
function mix(groups: readonly SlowGroup[]): readonly { readonly group: SlowGroup; readonly start: string }[] {
  return groups
    .flatMap((group) =>
      group.starts.map((start, index) => ({ group, start, at: (index + 0.5) / group.starts.length })),
    )
    .sort((one, other) => one.at - other.at);
}

function toResult(group: SlowGroup): SlowResult {
  const own = sockets.filter((slow) => slow.group === group);
  const answers: Record<string, number> = {};
  for (const { answer } of own) {
    const line = answer.split("\r\n")[0] ?? "";
    if (group.slow === "sending") answers[line] = (answers[line] ?? 0) + 1;
  }
  const lives = own.map(({ openedAt, closedAt }) => (closedAt ?? performance.now()) - openedAt);
  return {
    name: group.name,
    slow: group.slow,
    lastOpenedMs: performance.now() - Math.max(...own.map(({ openedAt }) => openedAt)),
    opened: own.length,
    refused: own.filter(({ connected }) => !connected).length,
    uncut: group.slow === "sending" ? own.filter(isOpen).length : 0,
    longestMs: Math.max(0, ...lives),
    answers,
  };
}

/** Reads what is left for the readers; answers how many of them do not get the end of what they had asked for. */
async function drain({
  end,
}: {
  readonly end: string;
}): Promise<{ readonly cut: number; readonly whole: number }> {
  const readers = sockets.filter(({ group }) => group.slow === "reading");
  const outcomes = await Promise.all(readers.map((slow) => readRest(slow, end)));
  return { cut: outcomes.filter((whole) => !whole).length, whole: outcomes.filter(Boolean).length };
}

async function readRest({ socket, closedAt }: Slow, end: string): Promise<boolean> {
  let tail = "";
  const ended = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.removeAllListeners("readable").on("data", (bytes: Buffer) => {
      tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - end.length))).slice(-2 * end.length);
      if (tail.includes(end)) resolve();
    });
    socket.resume();
  });
  if (closedAt === undefined) await Promise.race([ended, sleep(REST_MS)]);
  socket.destroy();
  return tail.includes(end);
}

takeOrders({ attack, drain });
export type SlowWork = { readonly attack: typeof attack; readonly drain: typeof drain };
