import { join } from "node:path";
import { rawHttp } from "../../test/helpers/raw-http.ts";
import type { Json, MemoryClient } from "../client.ts";
import type { Fault } from "../fault.ts";
import { atLeast, none, same, shown } from "../rows.ts";
import { type OnEngine, withBothEngines } from "../unicode/engines.ts";
import { AWKWARD, astralText, bmpTexts, forbiddenTexts } from "../unicode/texts.ts";
import { FREE_SCHEMA, textsIn, type Writing, writings } from "../unicode/writers.ts";

/** Calls under way at once on each engine. */
const LANES = 6;
/** Texts of characters beyond the first 65,536 in a full pass. */
const ASTRAL_TEXTS = 400;

export const unicode: Fault = {
  id: "F20",
  name: "unicode",
  title:
    "every character in every text argument: comes back byte for byte, halves of pairs and NUL are refused by path, on both engines alike",
  leastMs: 20_000,
  weight: 2,
  async run({ root, folder, random, budgetMs, say }) {
    const endAt = performance.now() + budgetMs;
    const launch = { root, dataDir: join(folder, "data") };
    return withBothEngines(launch, async (both) => {
      const clients = both.map(({ client }) => client);
      const problems: string[] = [];
      const counts = { stored: 0, refused: 0, searched: 0 };
      const bmp = bmpTexts();
      const texts = [...AWKWARD, ...bmp, ...Array.from({ length: ASTRAL_TEXTS }, () => astralText(random))];
      const entries = await Promise.all(clients.map(prepare));
      const perText = writings("", "").length;

      const store = async (text: string, kind: number) => {
        const answers = await Promise.all(
          clients.map((client, at) => storeAndRead(client, writings(text, entries[at] ?? "")[kind])),
        );
        for (const [at, problem] of answers.entries()) {
          if (problem !== undefined) problems.push(`${both[at]?.engine} ${problem} ${show(text)}`);
        }
        counts.stored += 1;
      };
      const refuse = async ({ tool, field, path, value }: Refusable, bad: string) => {
        for (const { client, engine } of both) {
          const { json } = await client.call(tool, { [field]: value(bad) });
          if (json.error?.code !== "invalid_parameter" || json.error.param !== path)
            problems.push(`${engine} ${tool} ${path}: ${JSON.stringify(json).slice(0, 200)} ${show(bad)}`);
        }
        counts.refused += 1;
      };
      const compare = async (text: string) => {
        const answers = await Promise.all(clients.map((client) => searchFor(client, text)));
        const [one, other] = answers;
        if (one !== other) problems.push(`search differs: ${one} and ${other} ${show(text)}`);
        counts.searched += 1;
      };

      // First every character once, in as many arguments as `remember` has; then all tools, as long as there is time.
      await inLanes(texts, (text) => store(text, 0));
      const arguments_ = await textArguments(both[0] as OnEngine);
      await inLanes(
        arguments_.flatMap((one) => ["a\0b", "\ud800", "x\udfff"].map((bad) => [one, bad] as const)),
        ([one, bad]) => refuse(one, bad),
      );
      await inLanes(AWKWARD, compare);
      const notesOfAKey = await Promise.all(both.map(notesUnderOneKey));
      await inLanes(forbiddenTexts(), (bad) => refuse(random.pick(arguments_), bad), endAt);
      await inLanes(texts, compare, endAt);
      for (let kind = 1; kind < perText; kind += 1) await inLanes(texts, (text) => store(text, kind), endAt);

      for (const problem of problems.slice(0, 10)) say(problem);
      return {
        rows: [
          shown("characters of one unit", bmp.join("").length),
          atLeast("texts stored and read again, on each engine", counts.stored, texts.length),
          shown("of texts in each of the tools that store text", `${texts.length} in ${perText}`),
          shown("arguments that take text", arguments_.length),
          atLeast("texts refused, on each engine", counts.refused, arguments_.length),
          shown("searches compared", counts.searched),
          same(
            "notes under one key spelled three ways, on each engine",
            notesOfAKey[0] ?? 0,
            notesOfAKey[1] ?? 0,
          ),
          none("not as it must be", problems),
        ],
      };
    });
  },
};

const show = (text: string) => `[${JSON.stringify(text).slice(0, 60)}, U+${text.charCodeAt(0).toString(16)}]`;

/** Titles and likeness of what is found, or the error. A search that was stopped because the machine is busy is asked again. */
async function searchFor(client: MemoryClient, query: string): Promise<string> {
  for (let left = 5; ; left -= 1) {
    const { json } = await client.call("search", { query, limit: 20 });
    if (left > 0 && json.error?.code === "unavailable") continue;
    return JSON.stringify(
      json.error ?? json.results.map(({ title, similarity }: Json) => [title, similarity]),
    );
  }
}

async function prepare(client: MemoryClient): Promise<string> {
  await client.call("register_schema", FREE_SCHEMA);
  const { json } = await client.call("remember", {
    source: "unicode",
    tags: [],
    description: "To be acted on",
  });
  return json.id;
}

/** What is wrong, if anything, after a text was stored and read back. */
async function storeAndRead(client: MemoryClient, writing: Writing | undefined): Promise<string | undefined> {
  if (writing === undefined) return undefined;
  const { tool, args, readBack } = writing;
  const written = await client.call(tool, args);
  if (written.isError) return `${tool} failed: ${JSON.stringify(written.json.error)}`;
  const again = readBack(written.json);
  const { json } = await client.call(again.tool, again.args);
  const found = textsIn(json);
  const missing = [...textsIn(Object.values(args))].find((text) => /^[a-z]+:/.test(text) && !found.has(text));
  return missing === undefined ? undefined : `${tool} gave back another text for ${missing.split(":")[0]}`;
}

/** An argument that takes text, or JSON with text in it. */
interface Refusable {
  readonly tool: string;
  readonly field: string;
  /** Of the text. */
  readonly path: string;
  value(text: string): unknown;
}

/** Every one of them, as the server's own list of tools tells. */
async function textArguments({ url, token }: OnEngine): Promise<readonly Refusable[]> {
  const { messages } = await rawHttp(url, token).modern({ method: "tools/list", params: {} });
  return messages[0].result.tools.flatMap(({ name, inputSchema }: Json) =>
    Object.entries(inputSchema.properties as Record<string, Json>).flatMap(([field, { type }]) => {
      const at = (path: string, value: Refusable["value"]) => ({
        tool: name,
        field,
        path: `${field}${path}`,
        value,
      });
      if (type === "string") return [at("", (text) => text)];
      if (type === "array") return [at("[1]", (text) => ["a", text])];
      if (type === "object" || type === undefined)
        return [at(".a[0].b", (text) => ({ a: [{ b: text }] })), at("", (text) => ({ [text]: 1 }))].slice(
          0,
          1,
        );
      return [];
    }),
  );
}

/** How many notes one key makes that is written composed, in pieces, and with the sign of the unit angstrom. */
async function notesUnderOneKey({ client }: OnEngine): Promise<number> {
  const keep = (key: string) =>
    client.call("remember", { source: "keys", tags: [], description: "d", logical_key: key });
  const keys = ["Größe Å が 각", "Größe Å が 각".normalize("NFD"), "Größe \u212b が 각"];
  const ids = new Set<string>();
  for (const key of keys) ids.add((await keep(key)).json.id);
  return ids.size;
}

/** Carries all out, some at a time, until the time is over. */
async function inLanes<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  endAt = Number.POSITIVE_INFINITY,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const lane = async () => {
    for (const item of left) {
      if (performance.now() > endAt) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
