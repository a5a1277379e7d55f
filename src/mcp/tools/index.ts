import type { Toolset } from "../../domain/toolsets.ts";
import type { AnyTool } from "../define-tool.ts";
import { actedOn } from "./acted-on.ts";
import { addContext } from "./add-context.ts";
import { backfillEmbeddings } from "./backfill-embeddings.ts";
import { createRecord } from "./create-record.ts";
import { deleteEntry } from "./delete-entry.ts";
import { fetch } from "./fetch.ts";
import { getActions } from "./get-actions.ts";
import { getActivity } from "./get-activity.ts";
import { getAlerts } from "./get-alerts.ts";
import { getBriefing } from "./get-briefing.ts";
import { getDeleted } from "./get-deleted.ts";
import { getHistory } from "./get-history.ts";
import { getIntentions } from "./get-intentions.ts";
import { getKnowledge } from "./get-knowledge.ts";
import { getReads } from "./get-reads.ts";
import { getRelated } from "./get-related.ts";
import { getStats } from "./get-stats.ts";
import { getStatus } from "./get-status.ts";
import { getSuppressions } from "./get-suppressions.ts";
import { getTags } from "./get-tags.ts";
import { getUnread } from "./get-unread.ts";
import { learnPattern } from "./learn-pattern.ts";
import { registerSchema } from "./register-schema.ts";
import { remember } from "./remember.ts";
import { remind } from "./remind.ts";
import { reportAlert } from "./report-alert.ts";
import { reportStatus } from "./report-status.ts";
import { restoreEntry } from "./restore-entry.ts";
import { revertEntry } from "./revert-entry.ts";
import { search } from "./search.ts";
import { semanticSearch } from "./semantic-search.ts";
import { setPreference } from "./set-preference.ts";
import { suppressAlert } from "./suppress-alert.ts";
import { updateEntry } from "./update-entry.ts";
import { updateIntention } from "./update-intention.ts";

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
  learnPattern,
  reportStatus,
  reportAlert,
  getStatus,
  getAlerts,
  suppressAlert,
  getSuppressions,
  registerSchema,
  createRecord,
  remind,
  addContext,
  search,
  fetch,
  setPreference,
  getRelated,
  semanticSearch,
  backfillEmbeddings,
  getIntentions,
  updateIntention,
  actedOn,
  getReads,
  getActions,
  getUnread,
  getActivity,
];

/** The tools of the families that are switched on; the others are neither listed nor callable. */
export function selectTools(toolsets: readonly Toolset[]): readonly AnyTool[] {
  return ALL_TOOLS.filter((tool) => toolsets.includes(tool.toolset));
}
