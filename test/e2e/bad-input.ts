const MILLION = 1_000_000;

export interface NotAMessage {
  readonly name: string;
  readonly text: string;
  /** JSON-RPC error code of the answer. */
  readonly code: number;
}

/** Text that is no JSON-RPC message, for every transport and era. */
export const NOT_MESSAGES: readonly NotAMessage[] = [
  { name: "broken JSON", text: '{"jsonrpc":"2.0",', code: -32700 },
  { name: "plain text", text: "hello", code: -32700 },
  { name: "a million open arrays", text: "[".repeat(MILLION), code: -32600 },
  {
    name: "a million nested objects",
    text: '{"a":'.repeat(MILLION / 2) + "}".repeat(MILLION / 2),
    code: -32600,
  },
  {
    name: "deep parameters",
    text: `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"x":${"[".repeat(5000)}${"]".repeat(5000)}}}`,
    code: -32600,
  },
  { name: "a batch", text: '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', code: -32600 },
  { name: "an empty batch", text: "[]", code: -32600 },
  { name: "a number", text: "42", code: -32600 },
  { name: "null", text: "null", code: -32600 },
  { name: "an empty object", text: "{}", code: -32600 },
  { name: "a wrong JSON-RPC version", text: '{"jsonrpc":"1.0","id":1,"method":"ping"}', code: -32600 },
  { name: "a method that is no string", text: '{"jsonrpc":"2.0","id":1,"method":{}}', code: -32600 },
  {
    name: "parameters in an array",
    text: '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}',
    code: -32600,
  },
  { name: "an id that is an object", text: '{"jsonrpc":"2.0","id":{},"method":"ping"}', code: -32600 },
];

/** A call that would be fine if two bytes of it were UTF-8. */
export const CALL_WITH_BAD_UTF8: Uint8Array = Buffer.concat([
  Buffer.from(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"remember","arguments":{"source":"e2e","tags":[],"description":"',
  ),
  Buffer.from([0xc3, 0x28]),
  Buffer.from('"}}}'),
]);

export interface BadArguments {
  readonly name: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Which argument the answer must name. */
  readonly param: string;
}

const note = { source: "e2e", tags: ["a"], description: "refused" };

/** Calls that must be refused, naming the argument, and must store nothing. */
export const BAD_ARGUMENTS: readonly BadArguments[] = [
  { name: "NUL in a text", tool: "remember", args: { ...note, description: "a\0b" }, param: "description" },
  { name: "NUL in a list", tool: "remember", args: { ...note, tags: ["ok", "n\0"] }, param: "tags[1]" },
  {
    name: "NUL in nested content",
    tool: "remember",
    args: { ...note, content: { a: [{ b: "\0" }] } },
    param: "content.a[0].b",
  },
  {
    name: "half a surrogate pair",
    tool: "remember",
    args: { ...note, description: "\ud83d" },
    param: "description",
  },
  {
    name: "the other half",
    tool: "remember",
    args: { ...note, content: { k: "x\udc00" } },
    param: "content.k",
  },
  {
    name: "halves in the wrong order",
    tool: "remember",
    args: { ...note, source: "\udc00\ud800" },
    param: "source",
  },
  {
    name: "half a pair in a key",
    tool: "remember",
    args: { ...note, content: { "\ud800": 1 } },
    param: 'content["\\ud800"]',
  },
  { name: "an unknown argument", tool: "remember", args: { ...note, owner: "somebody" }, param: "owner" },
  { name: "a misspelt argument", tool: "remember", args: { ...note, descripton: "x" }, param: "descripton" },
  { name: "a missing argument", tool: "remember", args: { source: "e2e", tags: [] }, param: "description" },
  { name: "a number for a text", tool: "remember", args: { ...note, description: 5 }, param: "description" },
  { name: "a text for a list", tool: "remember", args: { ...note, tags: "a" }, param: "tags" },
  { name: "an object in a list", tool: "remember", args: { ...note, tags: [{}] }, param: "tags[0]" },
  {
    name: "a text that is too long",
    tool: "remember",
    args: { ...note, source: "s".repeat(10_000) },
    param: "source",
  },
  {
    name: "content that is too large",
    tool: "remember",
    args: { ...note, content: "c".repeat(2_500_000) },
    param: "content",
  },
  { name: "a limit out of range", tool: "get_knowledge", args: { limit: 501 }, param: "limit" },
  { name: "a negative limit", tool: "get_knowledge", args: { limit: -1 }, param: "limit" },
  { name: "a limit with a fraction", tool: "get_knowledge", args: { limit: 1.5 }, param: "limit" },
  { name: "a limit as text", tool: "get_knowledge", args: { limit: "10" }, param: "limit" },
  { name: "a made-up cursor", tool: "get_knowledge", args: { cursor: "AAAA" }, param: "cursor" },
  { name: "a time that is none", tool: "get_knowledge", args: { since: "yesterday" }, param: "since" },
  { name: "an unknown value", tool: "get_knowledge", args: { mode: "everything" }, param: "mode" },
  { name: "an unknown type", tool: "get_knowledge", args: { entry_type: "__proto__" }, param: "entry_type" },
];
