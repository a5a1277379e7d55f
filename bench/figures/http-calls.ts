import path from "node:path";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE, readIds } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { type LoadClient, type Stretch, startLoadClient } from "../harness/load.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import {
  httpHeaders,
  type Json,
  LEGACY,
  modernHeaders,
  modernRequest,
  RARE_META,
  request,
} from "../harness/mcp-messages.ts";
import { openConnection } from "../harness/raw-client.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { copyData, mint, type RunningServer, startBareServer, startServer } from "../harness/servers.ts";
import { openSession, sessionHeaders } from "../harness/sessions.ts";
import type { Workshop } from "../harness/workshop.ts";

const ENTRIES = 1_000;
const BOUND: Bound = { better: "more", floor: 0.2, aim: 0.4 };

interface Tool {
  readonly name: string;
  readonly arguments: Json;
}

/** One way to make the same call. */
interface Way {
  readonly server: RunningServer;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Json;
}

interface Servers {
  readonly bare: RunningServer;
  readonly own: RunningServer;
  readonly stateless: RunningServer;
  readonly silent: RunningServer;
}

export const httpCalls: Figure = {
  name: "http-calls",
  title: "tools/call over HTTP, throughput against bare node:http",
  method:
    "Each server in a process of its own on 1,000 entries, one client process with 8 keep-alive connections. The bare server does the same token check, store call and JSON, and nothing else; ours runs as `awareness serve --http`, access log included: once as it is, once with `AWARENESS_STATELESS_HTTP`, each called by a client of 2026-07-28 and by one of 2025-11-25, in a session or without.",
  async measure(workshop) {
    const template = workshop.makeDir();
    await makeFilledDatabase(workshop.root, path.join(template, DATABASE), ENTRIES);
    const servers: Servers = {
      bare: await startBareServer(workshop, copyData(workshop, template)),
      own: await startServer(workshop, { dataDir: copyData(workshop, template) }),
      stateless: await startServer(workshop, {
        dataDir: copyData(workshop, template),
        args: ["--stateless"],
      }),
      silent: await startServer(workshop, {
        dataDir: copyData(workshop, template),
        env: { AWARENESS_LOG_LEVEL: "silent" },
      }),
    };
    const token = await mint();
    const client = startLoadClient(workshop);
    const { source, tags, description, content } = createCorpus(7).note();
    const [entryId] = readIds(path.join(template, DATABASE), 100);
    const point = { name: "get_history", arguments: { entry_id: entryId, limit: 1 } };
    const stats = { name: "get_stats", arguments: {} };
    const list = { name: "get_knowledge", arguments: { limit: 5 } };
    const write = { name: "remember", arguments: { source, tags, description, content } };
    const session = await openSessionOn(servers.own, token);
    const rows: Row[] = [];
    for (const tool of [point, list, stats, write]) {
      const ways = allWays(servers, token, session, tool);
      const more = tool === point ? rareWays(servers, token, tool) : {};
      rows.push(...(await compare(workshop, client, tool, { ...ways, ...more })));
    }
    return rows;
  },
};

type Ways = Readonly<Record<string, Way>> & { readonly bare: Way };

/** Both eras, each with a server that keeps sessions and with one that does not. */
function allWays({ bare, own, stateless }: Servers, token: string, session: string, tool: Tool): Ways {
  const modern = { headers: modernHeaders(token, tool.name), message: modernCall(tool) };
  const message = request(FIRST_ID, "tools/call", { ...tool });
  const alone = httpHeaders(token, { "mcp-protocol-version": LEGACY });
  return {
    bare: { server: bare, ...modern },
    "2026": { server: own, ...modern },
    "2026, stateless server": { server: stateless, ...modern },
    "2025, session": { server: own, message, headers: sessionHeaders(token, session) },
    "2025, stateless server": { server: stateless, message, headers: alone },
  };
}

function rareWays({ own, silent }: Servers, token: string, tool: Tool): Readonly<Record<string, Way>> {
  const modern = { headers: modernHeaders(token, tool.name), message: modernCall(tool) };
  return {
    "2026, no log": { server: silent, ...modern },
    "2026, left to the SDK": { server: own, ...modern, message: modernCall(tool, RARE_META) },
  };
}

function modernCall({ name, arguments: given }: Tool, meta: Json = {}): Json {
  return modernRequest(FIRST_ID, "tools/call", { name, arguments: given }, meta);
}

async function openSessionOn({ port }: RunningServer, token: string): Promise<string> {
  const connection = await openConnection(port);
  try {
    return await openSession(connection, token);
  } finally {
    connection.close();
  }
}

async function compare(
  { quick, say }: Workshop,
  client: LoadClient,
  tool: Tool,
  ways: Ways,
): Promise<readonly Row[]> {
  say(`http-calls: ${tool.name}`);
  const cpu: Record<string, number[]> = {};
  const run = async (name: string, { server, headers, message }: Way, seconds: number): Promise<Stretch> => {
    const stretch = await client.run(server, { headers, body: JSON.stringify(message), seconds });
    if (stretch.cpuMicros !== undefined) cpu[name] = [...(cpu[name] ?? []), stretch.cpuMicros];
    return stretch;
  };
  const seconds = quick ? 0.1 : 1;
  for (const [name, way] of Object.entries(ways)) await run(name, way, seconds);
  for (const name of Object.keys(cpu)) cpu[name] = [];
  const variants = Object.entries(ways).map(([name, way]) => [
    name,
    async () => (await run(name, way, seconds)).rate,
  ]);
  const rates = await interleave<string>(quick ? 2 : 9, Object.fromEntries(variants));
  const bare = rates.bare ?? [];
  return Object.keys(ways)
    .filter((name) => name !== "bare")
    .map((name) => {
      const own = rates[name] ?? [];
      const [ownCpu, bareCpu] = [cpu[name] ?? [], cpu.bare ?? []];
      const cost =
        ownCpu.length === 0
          ? ""
          : `; CPU ${ratioOf(ownCpu, bareCpu).value.toFixed(2)}x, ${median(ownCpu).toFixed(0)} against ${median(bareCpu).toFixed(0)} us`;
      return {
        label: `${tool.name}, ${name}`,
        ...ratioOf(own, bare),
        unit: "ratio" as const,
        ...(name === "2026" ? { bound: BOUND } : {}),
        note: `${median(own).toFixed(0)} against ${median(bare).toFixed(0)}/s${cost}`,
      };
    });
}
