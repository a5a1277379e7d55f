import type { Row } from "../figure.ts";
import { request } from "../mcp-messages.ts";
import { interleave, median, ratioOf } from "../rounds.ts";
import { openStdio } from "../stdio-session.ts";
import { type ListedTool, shownToModel, tokensOf } from "../tokens.ts";
import type { Workshop } from "../workshop.ts";
import { CONTESTANTS, OURS, PEERS } from "./all.ts";
import { createNotes, take } from "./notes.ts";

const NOTES = 1_000;
const ROUNDS = 9;

/** From spawn to the list of tools on a store of 1,000 notes, and what that list costs a model. */
export async function compareStarts(workshop: Workshop): Promise<readonly Row[]> {
  const lists = new Map<string, readonly ListedTool[]>();
  const variants: Record<string, () => Promise<number>> = {};
  for (const contestant of CONTESTANTS) {
    const dataDir = workshop.makeDir();
    await contestant.fill(workshop, dataDir, take(createNotes(NOTES), NOTES));
    variants[contestant.name] = async () => {
      const startedAt = performance.now();
      const session = await openStdio(workshop, contestant.program(workshop, dataDir));
      const { result } = await session.send(request(1, "tools/list", {}));
      const took = performance.now() - startedAt;
      lists.set(contestant.name, result.tools);
      await session.close();
      return took;
    };
  }
  await interleave(1, variants);
  const times = await interleave(ROUNDS, variants);
  const own = times[OURS.name] ?? [];
  const starts = PEERS.map(({ name }): Row => {
    const theirs = times[name] ?? [];
    const note = `${median(own).toFixed(0)} against ${median(theirs).toFixed(0)} ms`;
    return { label: `start to the list of tools, ${name}`, ...ratioOf(theirs, own), unit: "ratio", note };
  });
  const costs = CONTESTANTS.map(({ name }): Row => {
    const tools = lists.get(name) ?? [];
    return {
      label: `list of tools, ${name}`,
      value: tokensOf(shownToModel(tools)),
      unit: "tokens",
      note: `${tools.length} tools`,
    };
  });
  return [...starts, ...costs];
}
