import { join } from "node:path";
import { connect, type MemoryClient } from "../client.ts";
import type { Fault } from "../fault.ts";
import { startHttp } from "../http-server.ts";
import { ENGINES, withDatabase } from "../nodes.ts";
import { createProbe } from "../probe.ts";
import { mintToken } from "../program.ts";
import type { Random } from "../random.ts";
import { atLeast, inTime, none, shown } from "../rows.ts";
import { note } from "../station.ts";
import { AWKWARD } from "../unicode/texts.ts";
import { FREE_SCHEMA, writings } from "../unicode/writers.ts";
import type { Row } from "../verdict.ts";

/** One regular expression that trips is a single look among hundreds. */
const LONGEST_DELAY_MS = 500;
const MOST_DELAY_MS = 50;
const NOTES = 600;
const SEARCHES_AT_ONCE = 64;
const CONTENT_CHARS = 2_000_000;
/** Of a text as JSON; with what is around it, the largest body that is read. */
const CONTENT_BYTES = 4 * 1024 * 1024 - 2_000;
const DESCRIPTION_CHARS = 15_900;
const QUERY_CHARS = 1_000;
const SHORT_CHARS = 90;

export const eventLoop: Fault = {
  id: "F26",
  name: "event-loop",
  title:
    "texts made to trip regular expressions, bodies of 4 MB, long queries and 64 searches at once: the event loop is not held up for half a second, nor for 50 ms in one of a hundred looks",
  leastMs: 20_000,
  weight: 1,
  async run({ root, folder, random, budgetMs }) {
    const rows: Row[] = [];
    for (const engine of ENGINES) {
      const started = { root, dataDir: join(folder, engine) };
      rows.push(
        ...(await withDatabase(engine, root, async (env) => {
          const launch = { ...started, env };
          const probe = createProbe(folder, engine);
          const token = await mintToken(launch);
          const server = await startHttp({ ...launch, nodeArgs: probe.nodeArgs });
          try {
            const client = await connect("modern", { kind: "http", url: server.url, token });
            const found = await holdUp(client, probe, random.fork(), budgetMs / ENGINES.length);
            await client.close();
            return found.map(([name, ...rest]): Row => [`${engine}: ${name}`, ...rest]);
          } finally {
            await server.kill("SIGKILL");
          }
        })),
      );
    }
    return { rows };
  },
};

/** Percent. Of the evil texts most are meant for arguments that refuse them. */
const LEAST_DONE: Readonly<Record<string, number>> = { "evil texts": 10 };

type Trouble = (client: MemoryClient, random: Random) => Promise<void>;

/** Each kind of trouble for its share of the time, watched by itself. */
async function holdUp(
  client: MemoryClient,
  probe: ReturnType<typeof createProbe>,
  random: Random,
  forMs: number,
): Promise<readonly Row[]> {
  const problems: string[] = [];
  const counts = { asked: 0, done: 0 };
  const call = async (tool: string, args: Readonly<Record<string, unknown>>) => {
    const answer = await client.call(tool, args);
    counts.asked += 1;
    if (!answer.isError) counts.done += 1;
    if (answer.json.error?.code === "internal") problems.push(`${tool}: ${JSON.stringify(answer.json)}`);
    return answer;
  };
  const watched: MemoryClient = { ...client, call };
  await call("register_schema", FREE_SCHEMA);
  for (let at = 0; at < NOTES; at += SEARCHES_AT_ONCE) {
    const some = Array.from({ length: SEARCHES_AT_ONCE }, () => note(random.text(800)));
    await Promise.all(some.map((one) => call("remember", one)));
  }
  const rows: Row[] = [shown("notes beforehand", NOTES)];
  const kinds = Object.entries(TROUBLES);
  for (const [name, trouble] of kinds) {
    await probe.loopDelay();
    Object.assign(counts, { asked: 0, done: 0 });
    const began = performance.now();
    for (let turn = 0; turn === 0 || performance.now() - began < forMs / kinds.length; turn += 1) {
      await trouble(watched, random);
    }
    const { p99, ownP99, ownMax, samples } = await probe.loopDelay();
    rows.push(
      shown(
        `${name}: looks at the loop, p99 as it was, longest, ms`,
        [samples, p99, ownMax].map(Math.round).join(", "),
      ),
      atLeast(`${name}: calls with a result, %`, (100 * counts.done) / counts.asked, LEAST_DONE[name] ?? 90),
      inTime(`${name}: p99 of the delay, ms`, ownP99, MOST_DELAY_MS),
      inTime(`${name}: longest delay, ms`, ownMax, LONGEST_DELAY_MS),
    );
  }
  return [...rows, none("internal errors", problems)];
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  async "evil texts"(client, random) {
    const piece = random.pick(EVIL);
    const long = repeated(piece, DESCRIPTION_CHARS);
    const short = repeated(piece, SHORT_CHARS);
    const query = repeated(piece, QUERY_CHARS);
    await Promise.all([
      client.call("remember", { ...note(long), description: long, tags: [short] }),
      client.call("search", { query, limit: 5 }),
      client.call("get_knowledge", { hint: query, limit: 5 }),
      client.call("get_knowledge", { since: short, limit: 5 }),
      client.call("remind", {
        goal: long.slice(0, 7_900),
        source: "s",
        tags: [],
        recurrence: repeated(piece, 490),
      }),
      ...writings(short, "none").map(({ tool, args }) => client.call(tool, args)),
    ]);
  },
  async "bodies of 4 MB"(client, random) {
    const piece = random.pick([...EVIL, ...AWKWARD, "word ", "é", "日本語 "]);
    const bytes = Buffer.byteLength(JSON.stringify(piece.toWellFormed())) - 2;
    const room = Math.floor((CONTENT_BYTES / bytes) * piece.length);
    await client.call("remember", note(repeated(piece, Math.min(CONTENT_CHARS, room))));
  },
  async "long queries"(client, random) {
    const query = random.text(QUERY_CHARS);
    await Promise.all([0, 1, 2, 3].map(() => client.call("search", { query, limit: 50, explain: true })));
  },
  async "64 searches at once"(client, random) {
    const queries = Array.from(
      { length: SEARCHES_AT_ONCE },
      () => random.text(random.int(3, 40)).trim() || "a",
    );
    await Promise.all(queries.map((query) => client.call("search", { query, limit: 20 })));
  },
};

const repeated = (piece: string, length: number) =>
  piece
    .repeat(Math.ceil(length / piece.length))
    .slice(0, length)
    .toWellFormed();

/** What backtracking expressions for addresses, links, numbers, times, quotes, keys and markup are slow on. */
const EVIL: readonly string[] = [
  ...["a", " ", "\t ", "\n", "-", "=", '"', "'", "\\", "(", "[", "{", "<", "0", ".", "_", "+", ":", "/", "@"],
  ...[
    "a@",
    "a.",
    "a-",
    "A1",
    "x=",
    "--",
    '""',
    '" "',
    '-"',
    "((",
    "](",
    "<a ",
    "&#",
    "%2",
    "::",
    "//",
    "http://a.",
  ],
  ...[
    "tag:",
    'tag:"',
    "source:a ",
    "-tag:a ",
    "(a+)+",
    "aaaaaaaaaaaaaaaaaaaa!",
    "1,",
    "1e",
    "2026-",
    "T00:",
    "Z+00",
  ],
  ...["AKIA", "eyJ", "eyJhbGciOi.", "-----BEGIN ", "sk-", "ghp_", "password=", "Bearer ", "://a:b@", "4111 "],
  ...["FREQ=DAILY;", "BYDAY=MO,", "\u0301", "\u200d", "🏳️‍🌈", "ﷺ", "İ", "ß", "각", "\u202e"],
];
