import { MODERN_META } from "../../test/helpers/wire.ts";
import type { Json } from "../client.ts";
import type { Random } from "../random.ts";

/** A message, and what its answer must be. */
export interface NestedCase {
  readonly name: string;
  readonly text: string;
  /** `undefined`: as it must be. */
  problem(answer: Json): string | undefined;
}

const MILLION = 1_000_000;
/** The deepest JSON that is read. */
const DEEPEST = 64;
/** Levels around the content of a note: message, params, arguments. */
const AROUND = 3;

/** Deep, wide and misleading JSON; sizes and shapes are chosen anew each time. */
export function nestedCases(random: Random, era: "2026-07-28" | "2025-11-25"): readonly NestedCase[] {
  const meta = era === "2026-07-28" ? `"_meta":${JSON.stringify(MODERN_META)},` : "";
  const call = (tool: string, args: string) =>
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${meta}"name":"${tool}","arguments":${args}}}`;
  const keep = (content: string, more = "") =>
    call("remember", `{"source":"nesting","tags":[],"description":"d","content":${content}${more}}`);
  const depth = random.int(DEEPEST - AROUND + 1, 5_000);
  const wide = random.int(150_000, 400_000);
  const opening = random.pick(["[", '{"a":', '[{"b":[', "[[],", '{"a":1,"b":']);
  const poison = random.pick([
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "toJSON",
  ]);
  const poisoned = `{"${poison}":{"polluted":true,"isAdmin":true,"prototype":{"polluted":true}}}`;
  const escaped = poisoned.replace("__proto__", "__proto\\u005f_");
  return [
    { name: "a million brackets", text: "[".repeat(MILLION), problem: refusal(-32600) },
    { name: "a million levels", text: opening.repeat(MILLION / opening.length), problem: refusal(-32600) },
    { name: "a million brackets closed", text: "]".repeat(MILLION), problem: refusal(-32700) },
    { name: "deep content", text: keep("[".repeat(depth) + "]".repeat(depth)), problem: refusal(-32600) },
    { name: "content just too deep", text: keep(deep(DEEPEST - AROUND + 1)), problem: refusal(-32600) },
    { name: "content as deep as may be", text: keep(deep(DEEPEST - AROUND)), problem: stored },
    { name: "brackets in a text", text: keep(`"${"[{".repeat(random.int(1, 400_000))}"`), problem: stored },
    { name: "a wide list", text: keep(`[${"0,".repeat(wide)}0]`), problem: stored },
    { name: "a list too wide", text: keep(`[${"0,".repeat(MILLION * 1.2)}0]`), problem: invalid("content") },
    {
      name: "tags without end",
      text: keep("1", `,"tags":[${'"t",'.repeat(wide)}"t"]`),
      problem: invalid("tags"),
    },
    { name: "names without end", text: keep(manyNames(wide / 4)), problem: stored },
    { name: "arguments without end", text: call("remember", manyNames(wide / 4)), problem: invalid() },
    { name: `${poison} in content`, text: keep(poisoned), problem: stored },
    { name: `${poison} escaped`, text: keep(escaped), problem: stored },
    {
      name: `${poison} as argument`,
      text: keep("1", `,${poisoned.slice(1, -1)}`),
      problem: strayArgument(poison),
    },
    { name: `${poison} as tool`, text: call(poison, "{}"), problem: refusal(-32602) },
    { name: "the same name twice in content", text: keep('{"a":1,"a":{"b":2,"b":3}}'), problem: stored },
    {
      name: "the same argument twice",
      text: keep("1", ',"source":"other","source":7'),
      problem: invalid("source"),
    },
    {
      name: "another method behind the first",
      text: call("remember", "{}").replace('"jsonrpc"', '"method":"no/such","jsonrpc"'),
      problem: invalid("source"),
    },
  ];
}

const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);

const manyNames = (count: number) =>
  `{${Array.from({ length: count }, (_, at) => `"n${at.toString(36)}":0`).join(",")}}`;

const refusal = (code: number) => (answer: Json) =>
  answer?.error?.code === code ? undefined : `not ${code}: ${JSON.stringify(answer).slice(0, 200)}`;

const textOf = (answer: Json): Json => JSON.parse(answer?.result?.content?.[0]?.text ?? "{}");

const stored = (answer: Json) =>
  textOf(answer).status === "ok" ? undefined : `not stored: ${JSON.stringify(answer).slice(0, 200)}`;

/** Where the SDK reads the message, its schema leaves `__proto__` out, and the call goes on as if it had not been said. */
const strayArgument = (name: string) => (answer: Json) =>
  name === "__proto__" && stored(answer) === undefined ? undefined : invalid(name)(answer);

const invalid = (param?: string) => (answer: Json) => {
  const { error } = textOf(answer);
  const right = error?.code === "invalid_parameter" && (param === undefined || error.param === param);
  return right ? undefined : `not refused: ${JSON.stringify(answer).slice(0, 200)}`;
};
