import type { Toolset } from "../../domain/toolsets.ts";
import type { AnyTool } from "../define-tool.ts";
import { deleteEntry } from "./delete-entry.ts";
import { getBriefing } from "./get-briefing.ts";
import { getDeleted } from "./get-deleted.ts";
import { getHistory } from "./get-history.ts";
import { getKnowledge } from "./get-knowledge.ts";
import { getStats } from "./get-stats.ts";
import { getTags } from "./get-tags.ts";
import { remember } from "./remember.ts";
import { restoreEntry } from "./restore-entry.ts";
import { revertEntry } from "./revert-entry.ts";
import { updateEntry } from "./update-entry.ts";

/** Every tool there is, in the order in which clients see them. */
export const ALL_TOOLS: readonly AnyTool[] = [
  getBriefing,
  remember,
  getKnowledge,
  updateEntry,
  deleteEntry,
  restoreEntry,
  getDeleted,
  getHistory,
  revertEntry,
  getStats,
  getTags,
];

/** The tools of the families that are switched on; the others are neither listed nor callable. */
export function selectTools(toolsets: readonly Toolset[]): readonly AnyTool[] {
  return ALL_TOOLS.filter((tool) => toolsets.includes(tool.toolset));
}
