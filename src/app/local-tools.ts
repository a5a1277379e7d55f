import type { Config } from "../config/config.ts";
import { createServices } from "../domain/create-services.ts";
import type { Author } from "../domain/entries/entry.ts";
import { type OwnerId, parseOwner } from "../domain/owner.ts";
import type { Services } from "../domain/services.ts";
import type { Store } from "../domain/store.ts";
import { parseArguments } from "../mcp/arguments.ts";
import type { AnyTool } from "../mcp/define-tool.ts";
import { deleteEntry } from "../mcp/tools/delete-entry.ts";
import { fetch } from "../mcp/tools/fetch.ts";
import { getBriefing } from "../mcp/tools/get-briefing.ts";
import { getDeleted } from "../mcp/tools/get-deleted.ts";
import { getKnowledge } from "../mcp/tools/get-knowledge.ts";
import { remember } from "../mcp/tools/remember.ts";
import { restoreEntry } from "../mcp/tools/restore-entry.ts";
import { search } from "../mcp/tools/search.ts";
import type { AppDeps } from "./deps.ts";
import { withStore } from "./open-store.ts";

/** The tools that have a twin on the command line. */
const VERB_TOOLS = {
  get_briefing: getBriefing,
  remember,
  search,
  get_knowledge: getKnowledge,
  fetch,
  delete_entry: deleteEntry,
  get_deleted: getDeleted,
  restore_entry: restoreEntry,
} as const satisfies Record<string, AnyTool>;

export type VerbTool = keyof typeof VERB_TOOLS;
export type ToolArguments = Readonly<Record<string, unknown>>;
export type ToolAnswer = Readonly<Record<string, unknown>>;

/** Runs one tool for the local owner, with the same checks and the same answer as over the protocol. */
export async function runVerbTool(
  config: Config,
  deps: AppDeps,
  name: VerbTool,
  args: ToolArguments,
): Promise<ToolAnswer> {
  const tool: AnyTool = VERB_TOOLS[name];
  const owner = parseOwner(config.defaultOwner);
  // Checked first, so that a wrong argument leaves the disk untouched; `callLocally` checks again what it is given.
  await parseArguments(tool, args);
  return withStore(config, deps, async (store) => {
    const embeddings = await openEmbeddings(config, store, deps);
    const { services, close } = createServices({
      store,
      clock: deps.clock,
      embeddings,
      warn: (fields, message) => deps.log.warn(fields, message),
    });
    try {
      return await callLocally(services, owner, tool, args, { by: "cli" });
    } finally {
      await close();
    }
  });
}

async function openEmbeddings({ embedding }: Config, store: Store, { clock }: AppDeps) {
  if (embedding === undefined) return undefined;
  const { createEmbeddings } = await import("./embeddings.ts");
  return createEmbeddings(embedding, store.embeddings, clock);
}

/** One call in the name of `by`. @throws AwarenessError as the tool answers it over the protocol. */
export async function callLocally(
  services: Services,
  owner: OwnerId,
  tool: AnyTool,
  args: ToolArguments,
  by: Omit<Author, "tool">,
): Promise<ToolAnswer> {
  const input = await parseArguments(tool, args);
  return tool.handler(input as never, { services, caller: { owner, author: { ...by, tool: tool.name } } });
}
