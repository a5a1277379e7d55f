import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from "@modelcontextprotocol/server";
import fc from "fast-check";
import type { Json } from "./any-client.ts";

/** How many inputs a property is tried with: AWARENESS_TEST_FUZZ_RUNS for a long search, else `usual`. */
export function fuzzRuns(usual: number): number {
  return Number(process.env.AWARENESS_TEST_FUZZ_RUNS ?? usual);
}

/** How long so many of them may take, ms. */
export const fuzzLimitMs = (runs: number) => Math.max(180_000, runs * 60);

/** Well-formed requests to start from; none of them removes anything. */
const REQUESTS: readonly Json[] = [
  { method: "tools/list", params: {} },
  { method: "resources/list", params: {} },
  { method: "resources/templates/list", params: { cursor: "x" } },
  { method: "prompts/list", params: {} },
  { method: "server/discover", params: {} },
  { method: "ping" },
  { method: "logging/setLevel", params: { level: "info" } },
  {
    method: "completion/complete",
    params: { ref: { type: "ref/prompt", name: "write_guide" }, argument: { name: "a", value: "" } },
  },
  { method: "resources/read", params: { uri: "awareness://knowledge" } },
  { method: "prompts/get", params: { name: "write_guide", arguments: {} } },
  { method: "resources/subscribe", params: { uri: "awareness://briefing" } },
  { method: "notifications/initialized" },
  { method: "notifications/cancelled", params: { requestId: 1, reason: "none" } },
  { method: "notifications/progress", params: { progressToken: 1, progress: 1 } },
  {
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "f", version: "1" } },
  },
  { method: "tools/call", params: { name: "get_briefing", arguments: {} } },
  {
    method: "tools/call",
    params: { name: "get_knowledge", arguments: { tags: ["a"], limit: 3, mode: "list" } },
  },
  { method: "tools/call", params: { name: "get_history", arguments: { entry_id: "x" } } },
  {
    method: "tools/call",
    params: { name: "update_entry", arguments: { entry_id: "x", description: "y", if_version: 1 } },
  },
  {
    method: "tools/call",
    params: {
      name: "remember",
      arguments: { source: "s", tags: ["t"], description: "d", content: { a: [1] }, logical_key: "k" },
    },
  },
];

const AWKWARD_TEXTS = [
  "",
  "\0",
  "\ud800",
  "__proto__",
  "constructor",
  "tools/call",
  "2026-07-28",
  "\u2028",
  "\r\n",
  "🐎",
  "x".repeat(70_000),
];
const AWKWARD_NUMBERS = [0, -1, 1.5, 1e308, 2 ** 53, -0];

/** Any JSON value, with a liking for troublesome ones. */
const anyValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Json>(...AWKWARD_TEXTS, ...AWKWARD_NUMBERS, null, true, {}, []) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

/** Replaces, removes or adds one thing somewhere below `value`. */
function mutate(value: Json, path: readonly number[], what: number, by: Json): Json {
  const [step, ...rest] = path;
  const isContainer = typeof value === "object" && value !== null;
  if (!isContainer || step === undefined) return by;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(keys.length, 1)];
  const copy: Json = Array.isArray(value) ? [...value] : { ...value };
  if (key === undefined || (rest.length === 0 && what === 0))
    copy[typeof by === "string" ? by.slice(0, 50) : "extra"] = by;
  else if (rest.length === 0 && what === 1) delete copy[key];
  else copy[key] = mutate(copy[key], rest, what, by);
  return copy;
}

/** A request, at most three steps away from a good one. `meta` is what the era puts into `params._meta`. */
export function nearlyGoodMessage(meta: object | undefined): fc.Arbitrary<Json> {
  const good = fc.constantFrom(...REQUESTS).map((request) => ({
    jsonrpc: "2.0",
    ...(request.method.startsWith("notifications/") ? {} : { id: 7 }),
    ...request,
    ...(meta && { params: { ...request.params, _meta: meta } }),
  }));
  const step = fc.record({
    path: fc.array(fc.nat(8), { minLength: 1, maxLength: 5 }),
    what: fc.nat(3),
    by: anyValue,
  });
  return fc
    .tuple(good, fc.array(step, { maxLength: 3 }))
    .map(([message, steps]) =>
      steps.reduce((at, { path, what, by }) => mutate(at, path, what, by), message as Json),
    );
}

/** Bytes on the wire: a message whole, cut, or with bytes changed; any JSON; any bytes. */
export function fuzzBytes(message: fc.Arbitrary<Json>): fc.Arbitrary<Buffer> {
  const whole = message.map((value) => Buffer.from(JSON.stringify(value)));
  const cut = fc.tuple(whole, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1)));
  const bent = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
    const copy = Buffer.from(bytes);
    copy[at % copy.length] = byte;
    return copy;
  });
  return fc.oneof(
    { weight: 8, arbitrary: whole },
    { weight: 1, arbitrary: cut },
    { weight: 2, arbitrary: bent },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  );
}

/** The JSON value in some bytes; `undefined`: there is none. */
export function parsed(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** Levels of JSON that a server reads. */
const DEEPEST = 64;

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

/** The id under which a stdio server must answer a line; `undefined` for what gets no answer. */
export function answerIdOf(bytes: Uint8Array): string | number | null | undefined {
  const value = parsed(bytes);
  // Too deep to be looked into, so its id is not known.
  if (isDeeperThan(DEEPEST, value)) return null;
  if (isJSONRPCRequest(value)) return value.id;
  const isSilent =
    isJSONRPCNotification(value) || isJSONRPCResultResponse(value) || isJSONRPCErrorResponse(value);
  if (bytes.length === 0 || isSilent) return undefined;
  const id = (value as { readonly id?: unknown } | null | undefined)?.id;
  // A number that no JSON text can hold, such as 1e309, is answered as if it could not be told.
  return typeof id === "string" || (typeof id === "number" && Number.isFinite(id)) ? id : null;
}
