import { isJSONRPCRequest } from "@modelcontextprotocol/server";
import fc from "fast-check";
import { fuzzBytes, nearlyGoodMessage, parsed } from "../../test/helpers/fuzz.ts";
import type { Random } from "../random.ts";

/** An endless supply of broken and nearly good messages. */
export interface Inputs {
  next(): Buffer;
  /** How many came from fast-check as they are; the others are such with bytes changed. */
  readonly whole: number;
  readonly bent: number;
}

const POOL = 400;
/** fast-check makes some 5,000 messages a second, a server answers more: the rest is bent from those. */
const BENT_EACH = 9;
/** Request ids of the pool's messages; each use gets a number of its own, so that answers can be told apart. */
const ID = Buffer.from('"id":7');
const FIRST_ID = 1_000;

/** What parsers, databases and string functions stumble over. */
const TOKENS = [
  ...['"', "\\", "{", "}", "[", "]", ",", ":", "null", "true", "{}", "[]", '""', "\n", "\r", "\t", " "],
  ...["-0", "1e309", "-1e-400", "9007199254740993", "0x1F", "NaN", "1".repeat(400)],
  ...[
    '"__proto__":',
    '"constructor":{"prototype":',
    '"toJSON":',
    '"id":null,',
    '"id":7,',
    '"jsonrpc":"1.0",',
  ],
  ...['"method":"tools/call",', '"params":{', '"_meta":{', '"arguments":', "/../", "awareness://", "%00"],
  ...["\\u0000", "\\ud800", "\\udc00\\ud800", "\\u202e", "\0", "\ufeff", "\u2028", "\u0301", "🏳️‍🌈", "ﷺ"],
  ...["[".repeat(70), '{"a":'.repeat(70), "(a+)+$", "' or 1=1 --", "$".repeat(40), "%s%n"],
].map((token) => Buffer.from(token));

/** What takes the place of a name, a text, a number or a word of JSON, which leaves the JSON in order. */
const SCALARS = [
  ...[
    "null",
    "true",
    "false",
    "{}",
    "[]",
    "[[[]]]",
    '{"a":{"__proto__":{"b":1}}}',
    '"__proto__"',
    '"constructor"',
  ],
  ...[
    '""',
    '" "',
    '"\\u0000"',
    '"\\ud800"',
    '"x\\udc00"',
    '"🏳️‍🌈"',
    '"\\u202e"',
    '"../../etc/passwd"',
    '"%00"',
    '"\\\\"',
  ],
  ...[
    '"awareness://entry/x"',
    '"2026-07-28"',
    '"2025-11-25"',
    '"tools/call"',
    '"resources/read"',
    '"search"',
  ],
  ...[
    '"delete_entry"',
    '"get_knowledge"',
    '"(a+)+$"',
    '"NEAR(a b)"',
    '"\' OR 1=1 --"',
    '"*"',
    '"1970-01-01T00:00:00Z"',
  ],
  ...["0", "-0", "-1", "1.5", "1e309", "1e-400", "9007199254740993", "1".repeat(400), '"NaN"'],
].map((text) => Buffer.from(text));
const SCALAR = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/g;
/** Most get past the first checks only when the message around them is sound. */
const SCALAR_SHARE = 0.75;
const LONGEST_SEARCHED = 4_000;

/** `meta` is what the era puts into `params._meta`. */
export function createInputs(random: Random, meta: object | undefined): Inputs {
  const arbitrary = fuzzBytes(nearlyGoodMessage(meta));
  const counts = { whole: 0, bent: 0 };
  let pool: readonly Buffer[] = [];
  let sound: readonly Buffer[] = [];
  let left = 0;
  let lastId = FIRST_ID;

  const take = (): Buffer => {
    if (left === 0) {
      const seed = random.int(0, 0x7fff_ffff);
      pool = fc.sample(arbitrary, { numRuns: POOL, seed }).filter((bytes) => bytes.length > 0);
      sound = pool.filter((bytes) => bytes.length <= LONGEST_SEARCHED && isJSONRPCRequest(parsed(bytes)));
      left = pool.length * (1 + BENT_EACH);
    }
    left -= 1;
    const plain = pool[left - pool.length * BENT_EACH];
    counts[plain === undefined ? "bent" : "whole"] += 1;
    if (plain !== undefined) return plain;
    return random.next() < SCALAR_SHARE && sound.length > 0
      ? replaceScalar(random, random.pick(sound))
      : bend(random, random.pick(pool), pool);
  };

  return {
    get whole() {
      return counts.whole;
    },
    get bent() {
      return counts.bent;
    },
    next() {
      lastId += 1;
      return numbered(take(), lastId);
    },
  };
}

function numbered(bytes: Buffer, id: number): Buffer {
  const at = bytes.indexOf(ID);
  if (at < 0) return bytes;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(`"id":${id}`), bytes.subarray(at + ID.length)]);
}

/** Puts something else in the place of one name or value of a request. */
function replaceScalar(random: Random, message: Buffer): Buffer {
  // One character a byte, so that positions in the text are positions in the bytes.
  const found = [...message.toString("latin1").matchAll(SCALAR)];
  const { index, 0: old } = random.pick(found);
  return Buffer.concat([
    message.subarray(0, index),
    random.pick(SCALARS),
    message.subarray(index + old.length),
  ]);
}

/** Changes bytes in one to three places: turned over, put in, taken out, said twice, or taken from another message. */
function bend(random: Random, message: Buffer, pool: readonly Buffer[]): Buffer {
  let bytes = message;
  for (let times = random.int(1, 3); times > 0; times -= 1) {
    const at = random.int(0, bytes.length);
    const to = Math.min(bytes.length, at + random.int(1, random.pick([2, 10, 200])));
    bytes = Buffer.concat([
      bytes.subarray(0, at),
      patch(random, bytes.subarray(at, to), pool),
      bytes.subarray(to),
    ]);
  }
  return bytes;
}

function patch(random: Random, old: Buffer, pool: readonly Buffer[]): Buffer {
  const kind = random.int(0, 5);
  if (kind === 0) return Buffer.from(old.map((byte) => byte ^ (1 << random.int(0, 7))));
  if (kind === 1) return Buffer.alloc(0);
  if (kind === 2) return Buffer.concat([old, old]);
  if (kind === 3) return Buffer.concat([old, random.pick(TOKENS)]);
  if (kind === 4) return random.pick(TOKENS);
  const other = random.pick(pool);
  const at = random.int(0, other.length);
  return other.subarray(at, at + random.int(1, 100));
}
