import path from "node:path";
import { TOOLSETS, type Toolset } from "../../src/domain/toolsets.ts";
import { openBusyStore } from "../harness/busy-store.ts";
import { DATABASE, makeDatabase, OWNER } from "../harness/database.ts";
import type { Figure, Row } from "../harness/figure.ts";
import { modernRequest, request } from "../harness/mcp-messages.ts";
import { awareness } from "../harness/peers/awareness.ts";
import { createNotes, take } from "../harness/peers/notes.ts";
import { programEnvironment, programPath } from "../harness/servers.ts";
import { openStdio, type Program, startStdio } from "../harness/stdio-session.ts";
import { type ListedTool, shownToModel, tokensOf } from "../harness/tokens.ts";
import type { Workshop } from "../harness/workshop.ts";

/** `core`, each other set with it, and all of them, which is what a client gets unless told otherwise. */
const CHOICES: readonly (readonly Toolset[])[] = [
  ["core"],
  ...TOOLSETS.filter((name) => name !== "core").map((name) => ["core", name] as const),
  TOOLSETS,
];
const ERAS = ["2025", "2026"] as const;

export const tokenCost: Figure = {
  name: "token-cost",
  title: "what the list of tools and the briefing cost a model",
  method:
    "The built program over stdio. A token is four bytes of UTF-8. Of a tool its name, description and input schema count, which is what clients put before a model; of the briefing the text. A million entries are spread over three years, with alerts, statuses and patterns.",
  async measure(workshop) {
    const rows: Row[] = [];
    const dataDir = workshop.makeDir();
    await makeDatabase(workshop.root, path.join(dataDir, DATABASE));
    for (const era of ERAS) {
      for (const toolsets of CHOICES) rows.push(await listTools(workshop, dataDir, era, toolsets));
    }
    rows.push(await brief(workshop, dataDir, "empty"));
    const ten = workshop.makeDir();
    await awareness.fill(workshop, ten, take(createNotes(10), 10));
    rows.push(await brief(workshop, ten, "with 10 entries"));
    const entries = workshop.quick ? 20_000 : 1_000_000;
    workshop.say(`token-cost: loading ${entries}`);
    const store = await openBusyStore(workshop, "tokens", entries);
    await store.close();
    rows.push(
      await brief(workshop, path.dirname(store.file), `with ${entries.toLocaleString("en")} entries`),
    );
    return rows;
  },
};

function program({ root }: Workshop, dataDir: string, toolsets: readonly Toolset[]): Program {
  const own = { AWARENESS_DEFAULT_OWNER: OWNER, AWARENESS_TOOLSETS: toolsets.join(",") };
  return {
    args: [programPath(root), "serve"],
    env: { ...programEnvironment(dataDir), ...own },
    cwd: dataDir,
  };
}

async function listTools(
  workshop: Workshop,
  dataDir: string,
  era: (typeof ERAS)[number],
  toolsets: readonly Toolset[],
): Promise<Row> {
  const served = program(workshop, dataDir, toolsets);
  const session = era === "2025" ? await openStdio(workshop, served) : startStdio(workshop, served);
  const list = era === "2025" ? request(1, "tools/list", {}) : modernRequest(1, "tools/list");
  const { result, bytes } = await session.send(list);
  await session.close();
  const tools = result.tools as readonly ListedTool[];
  const text = shownToModel(tools);
  const choice = toolsets.length === TOOLSETS.length ? "all tools" : toolsets.join(" and ");
  const note = `${text.length} characters, ${tools.length} tools; the whole answer has ${bytes} bytes`;
  return { label: `tools, ${choice}, era of ${era}`, value: tokensOf(text), unit: "tokens", note };
}

async function brief(workshop: Workshop, dataDir: string, state: string): Promise<Row> {
  const session = await openStdio(workshop, program(workshop, dataDir, TOOLSETS));
  const { result, bytes } = await session.call("get_briefing", {});
  await session.close();
  const text: string = result.content[0].text;
  const note = `${text.length} characters; the whole answer has ${bytes} bytes`;
  return { label: `briefing, ${state}`, value: tokensOf(text), unit: "tokens", note };
}
