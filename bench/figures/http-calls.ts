import path from "node:path";
import { createCorpus } from "../harness/corpus.ts";
import { DATABASE, readIds } from "../harness/database.ts";
import type { Bound, Figure, Row } from "../harness/figure.ts";
import { type LoadClient, type Stretch, startLoadClient } from "../harness/load.ts";
import { makeFilledDatabase } from "../harness/load-entries.ts";
import { FIRST_ID } from "../harness/load-order.ts";
import {
  httpHeaders,
  INITIALIZED,
  initialize,
  type Json,
  LEGACY,
  modernHeaders,
  modernRequest,
  RARE_META,
  request,
} from "../harness/mcp-messages.ts";
import { openConnection, toRequest } from "../harness/raw-client.ts";
import { interleave, median, ratioOf } from "../harness/rounds.ts";
import { copyData, mint, type RunningServer, startBareServer, startServer } from "../harness/servers.ts";
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
    "Each server in a process of its own on 1,000 entries, one client process with 8 keep-alive connections. The bare server does the same token check, store call and JSON, and nothing else; ours runs as `awareness serve --http`, access log included.",
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
    const more = await otherWays(servers, token, point);
    return [
      ...(await compare(workshop, client, point, { ...plainWays(servers, token, point), ...more })),
      ...(await compare(workshop, client, list, plainWays(servers, token, list))),
      ...(await compare(workshop, client, stats, plainWays(servers, token, stats))),
      ...(await compare(workshop, client, write, plainWays(servers, token, write))),
    ];
  },
};

type Ways = Readonly<Record<string, Way>> & { readonly bare: Way; readonly modern: Way };

function plainWays({ bare, own }: Servers, token: string, tool: Tool): Ways {
  const way = { headers: modernHeaders(token, tool.name), message: modernCall(tool) };
  return { bare: { server: bare, ...way }, modern: { server: own, ...way } };
}

async function otherWays(
  { own, stateless, silent }: Servers,
  token: string,
  tool: Tool,
): Promise<Readonly<Record<string, Way>>> {
  const modern = { headers: modernHeaders(token, tool.name), message: modernCall(tool) };
  const legacy = { message: request(FIRST_ID, "tools/call", { ...tool }) };
  const headers = httpHeaders(token, { "mcp-protocol-version": LEGACY });
  const session = await openSession(own, token);
  return {
    "modern, no log": { server: silent, ...modern },
    "modern, left to the SDK": { server: own, ...modern, message: modernCall(tool, RARE_META) },
    "legacy, session": { server: own, ...legacy, headers: { ...headers, "mcp-session-id": session } },
    "legacy, stateless": { server: stateless, ...legacy, headers },
  };
}

function modernCall({ name, arguments: given }: Tool, meta: Json = {}): Json {
  return modernRequest(FIRST_ID, "tools/call", { name, arguments: given }, meta);
}

async function openSession({ port }: RunningServer, token: string): Promise<string> {
  const connection = await openConnection(port);
  try {
    const headers = httpHeaders(token);
    const opened = await connection.send(toRequest("POST", "/mcp", headers, JSON.stringify(initialize(1))));
    const id = /\r\nmcp-session-id: *(\S+)/i.exec(opened.head)?.[1];
    if (id === undefined) throw new Error(`No session was opened: ${opened.head}`);
    const inSession = { ...headers, "mcp-session-id": id, "mcp-protocol-version": LEGACY };
    await connection.send(toRequest("POST", "/mcp", inSession, JSON.stringify(INITIALIZED)));
    return id;
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
  const seconds = quick ? 0.3 : 1;
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
        ...(name === "modern" ? { bound: BOUND } : {}),
        note: `${median(own).toFixed(0)} against ${median(bare).toFixed(0)}/s${cost}`,
      };
    });
}
