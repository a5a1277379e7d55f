import type { CallOrder, Calls } from "./drivers/caller.ts";
import type { SlowGroup, SlowResult } from "./drivers/slow-sockets.ts";
import { modernCall, openSessions, sendOnce, sessionCall, signToken } from "./requests.ts";
import { inTime, none, shown, zero } from "./rows.ts";
import type { Row } from "./verdict.ts";

/** Of the sockets so many read instead of sending; each has asked for more than the system's buffers hold. */
const READER_SHARE = 0.02;
const NOTES = 3;
const NOTE_CHARS = 1_000_000;
/** An owner's requests at a time are limited, so the bodies come from many. */
const BODIES_PER_OWNER = 100;

/** What an answer to a slow reader ends with. */
export const END = '"id":1}';

/** The sockets of an attack, with long notes for those that read. */
export async function planAttack(port: number, count: number): Promise<readonly SlowGroup[]> {
  const readers = Math.ceil(count * READER_SHARE);
  const bodies = Math.floor((count - readers) / 2);
  const starts: string[] = [];
  for (let owner = 0; starts.length < bodies; owner += 1) {
    const start = bodyStart(await signToken(`slow-${owner}`));
    starts.push(...Array.from({ length: Math.min(BODIES_PER_OWNER, bodies - starts.length) }, () => start));
  }
  const reads = await readerStarts(port, readers);
  return [
    {
      name: "headers",
      slow: "sending",
      starts: Array.from({ length: count - readers - bodies }, () => HEADERS),
    },
    { name: "bodies", slow: "sending", starts },
    { name: "readers", slow: "reading", starts: reads },
  ];
}

const HEADERS = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";

/** All but the body of a good request. */
function bodyStart(token: string): string {
  const whole = modernCall(token, "get_stats", {});
  return whole.slice(0, whole.indexOf("\r\n\r\n") + 4).replace(/(content-length): \d+/i, "$1: 4000");
}

/** Half of them are answered with JSON, half, in a session, with a stream of events. */
async function readerStarts(port: number, count: number): Promise<readonly string[]> {
  const token = await signToken("reader");
  for (let note = 0; note < NOTES; note += 1) {
    const content = String(note).repeat(NOTE_CHARS);
    await sendOnce(
      port,
      modernCall(token, "remember", { source: "long", tags: [], description: "x", content }),
    );
  }
  const streams = Math.floor(count / 2);
  const sessions = await openSessions(port, token, streams);
  const modern = modernCall(token, "get_knowledge", { mode: "full" });
  return [
    ...Array.from({ length: count - streams }, () => modern),
    ...sessions.map((session) => sessionCall(token, session, "get_knowledge", { mode: "full" })),
  ];
}

/** Reads and writes of both eras, some of them on a connection of their own. */
export async function goodCalls(port: number): Promise<CallOrder> {
  const token = await signToken("good");
  const [session = ""] = await openSessions(port, token, 1);
  const holds = '"structuredContent"';
  const write = { source: "good", tags: [], description: "A note among slow ones", logical_key: "one" };
  const read = modernCall(token, "get_stats");
  return {
    port,
    lanes: [
      { request: read, pauseMs: 25, holds },
      { request: read, pauseMs: 100, holds, fresh: true },
      { request: modernCall(token, "remember", write), pauseMs: 50, holds },
      { request: sessionCall(token, session, "get_stats"), pauseMs: 50, holds },
    ],
  };
}

export function goodRows(calls: Calls, limitMs: number): readonly Row[] {
  return [
    shown("good requests meanwhile", calls.answers),
    none("good requests that failed", calls.failures),
    shown("good requests, p50, ms", calls.p50),
    shown("good requests, p99, ms", calls.p99),
    inTime("good requests, slowest, ms", calls.max, limitMs),
  ];
}

export function slowRows({ name, ...result }: SlowResult, limitMs: number): readonly Row[] {
  const answers = Object.entries(result.answers).map(([line, times]) => `${times} x ${line || "nothing"}`);
  return [
    shown(`${name}: sockets`, result.opened),
    zero(`${name}: not connected`, result.refused),
    zero(`${name}: not cut`, result.uncut),
    inTime(`${name}: longest life, s`, result.longestMs / 1000, limitMs / 1000),
    shown(`${name}: answers`, answers.join(", ")),
  ];
}
