import { isUtf8 } from "node:buffer";

/** Deepest nesting of arrays and objects that is parsed, unless the caller says otherwise. */
export const MAX_JSON_DEPTH = 64;

/** What is wrong with the bytes: not UTF-8, not JSON, or nested deeper than allowed. */
export type JsonGuardKind = "encoding" | "syntax" | "depth";

const MESSAGES: Readonly<Record<JsonGuardKind, string>> = {
  encoding: "The text is not valid UTF-8.",
  syntax: "The text is not valid JSON.",
  depth: "The JSON is nested too deeply.",
};

/** Refused JSON text. The message never quotes the input. */
export class JsonGuardError extends Error {
  override readonly name = "JsonGuardError";
  readonly kind: JsonGuardKind;

  constructor(kind: JsonGuardKind) {
    super(MESSAGES[kind]);
    this.kind = kind;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` 0x5b and `{` 0x7b, `]` 0x5d and `}` 0x7d differ only in this bit. */
const CASE_BIT = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** After so many bytes of one string the built-in search pays; before, a plain loop is faster. */
const LONG_STRING = 256;

/** True when an odd number of backslashes stands directly before `at`. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  let before = at - 1;
  while (bytes[before] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

/** First unescaped quote at or after `from`, or, without one, the unescaped position where it stopped: `to` or the next. */
function quoteOrStop(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/**
 * Position of the quote that ends the string opened at `open`, or the length of the input. Bytes of multi-byte
 * characters are all above 0x7f, so looking at single bytes is safe.
 */
function endOfString(bytes: Uint8Array, open: number): number {
  for (let at = open + 1; at < bytes.length; at += 1) {
    at = quoteOrStop(bytes, at, at + LONG_STRING);
    if (bytes[at] === QUOTE) return at;
    at = bytes.indexOf(QUOTE, at);
    if (at === -1) break;
    if (!isEscaped(bytes, at)) return at;
  }
  return bytes.length;
}

/** True when arrays and objects nest deeper than `limit`; brackets inside strings do not count. Stops at the first excess. */
function isDeeperThan(limit: number, bytes: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
      continue;
    }
    const folded = byte | CASE_BIT;
    if (folded === OPEN) {
      depth += 1;
      if (depth > limit) return true;
    } else if (folded === CLOSE) {
      depth -= 1;
    }
  }
  return false;
}

function decode(bytes: Uint8Array): string {
  if (!isUtf8(bytes)) throw new JsonGuardError("encoding");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * Parses one JSON text (RFC 8259). Nesting is counted over the bytes before parsing, because the parser blocks for
 * half a second on a million open brackets. A leading byte order mark is ignored (RFC 8259 section 8.1 allows it).
 * @throws JsonGuardError for invalid UTF-8, invalid JSON, or more than `maxDepth` levels (default 64).
 */
export function parseJson(bytes: Uint8Array, limits: { readonly maxDepth?: number } = {}): unknown {
  if (isDeeperThan(limits.maxDepth ?? MAX_JSON_DEPTH, bytes)) throw new JsonGuardError("depth");
  const text = decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonGuardError("syntax");
  }
}

/** Text that databases store differently or not at all: U+0000, and halves of surrogate pairs (no valid UTF-8). */
export interface ForbiddenText {
  /** Where it is, e.g. `tags[2]` or `content.a.b`; empty for the value itself. */
  readonly path: string;
  readonly reason: "nul" | "surrogate";
}

/** An array or object on the way down to the current value. */
interface Frame {
  /** `undefined` for an array. */
  readonly keys: readonly string[] | undefined;
  readonly values: readonly unknown[];
  /** Index of the current member. */
  at: number;
}

/** Node 20 has it (ES2024), the compiler's library for the ES2023 target does not. */
interface WellFormedText {
  isWellFormed(): boolean;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;
/** A path goes into answers for orientation: it must not carry a megabyte of somebody's key. */
const LONGEST_SHOWN_KEY = 40;

function forbiddenReason(text: string): ForbiddenText["reason"] | undefined {
  if (text.includes("\0")) return "nul";
  return (text as string & WellFormedText).isWellFormed() ? undefined : "surrogate";
}

function pathSegment({ keys, at }: Frame, depth: number): string {
  if (keys === undefined) return `[${at}]`;
  const key = keys[at] ?? "";
  const shown = key.length > LONGEST_SHOWN_KEY ? `${key.slice(0, LONGEST_SHOWN_KEY)}...` : key;
  if (!PLAIN_KEY.test(shown)) return `[${JSON.stringify(shown)}]`;
  return depth === 0 ? shown : `.${shown}`;
}

function frameOf(value: object): Frame {
  if (Array.isArray(value)) return { keys: undefined, values: value, at: -1 };
  return { keys: Object.keys(value), values: Object.values(value), at: -1 };
}

/** Where a text is that a judge has something to say about, and what. */
export interface JsonHit<Found> {
  readonly found: Found;
  /** E.g. `tags[2]` or `content.a.b`; empty for the value itself. Names that are none are quoted and escaped as in JSON. */
  readonly path: string;
  /** The same without its last step. */
  readonly parent: string;
  /** It is the name of a member, the last one of the path. */
  readonly inName: boolean;
}

/**
 * The first object key or string, in document order, that `judge` has something to say about. Takes plain JSON values of
 * any depth. A key comes before what is under it.
 */
export function findInJson<Found>(
  value: unknown,
  judge: (text: string) => Found | undefined,
): JsonHit<Found> | undefined {
  const frames: Frame[] = [{ keys: undefined, values: [value], at: -1 }];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    frame.at += 1;
    if (frame.at >= frame.values.length) {
      frames.pop();
      continue;
    }
    const verdict = judgeMember(frame, judge);
    if (verdict !== undefined) {
      const steps = frames.slice(1).map(pathSegment);
      return { ...verdict, path: steps.join(""), parent: steps.slice(0, -1).join("") };
    }
    const member = frame.values[frame.at];
    if (typeof member === "object" && member !== null) frames.push(frameOf(member));
  }
  return undefined;
}

/** What there is to say about the current member of a frame: about its key, or itself when it is a string. */
function judgeMember<Found>(
  { keys, values, at }: Frame,
  judge: (text: string) => Found | undefined,
): Pick<JsonHit<Found>, "found" | "inName"> | undefined {
  const inKey = keys === undefined ? undefined : judge(keys[at] ?? "");
  if (inKey !== undefined) return { found: inKey, inName: true };
  const value = values[at];
  const inText = typeof value === "string" ? judge(value) : undefined;
  return inText === undefined ? undefined : { found: inText, inName: false };
}

/** The first object key or string, in document order, that holds NUL or a lone surrogate. */
export function findForbiddenText(value: unknown): ForbiddenText | undefined {
  const hit = findInJson(value, forbiddenReason);
  return hit && { path: hit.path, reason: hit.found };
}
