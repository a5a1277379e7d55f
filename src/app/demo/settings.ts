import { addContext } from "../../mcp/tools/add-context.ts";
import { deleteEntry } from "../../mcp/tools/delete-entry.ts";
import { learnPattern } from "../../mcp/tools/learn-pattern.ts";
import { remember } from "../../mcp/tools/remember.ts";
import { setPreference } from "../../mcp/tools/set-preference.ts";
import { DAY, type Step } from "./step.ts";

/** What else Maya stored: how she wants things, what holds for some days, and what she threw away. */
export const SETTING_STEPS: readonly Step[] = [
  {
    ago: 28 * DAY,
    by: "claude",
    tool: remember,
    args: {
      source: "awareness-prompt",
      tags: ["memory-prompt"],
      description:
        "Awareness prompt Entry 1 (Tone): Answer in short sentences, in German when the question is in German.",
    },
  },
  {
    ago: 28 * DAY,
    by: "claude",
    tool: remember,
    args: {
      source: "custom-prompt",
      tags: ["prompt"],
      logical_key: "weekly-review",
      description: "Looks back on a week",
      content:
        "Look back on my week with a focus on {{focus}}. What changed, what is open, and what should I do first on {{day}}?",
    },
  },
  {
    ago: 27 * DAY,
    by: "claude",
    tool: setPreference,
    args: { key: "units", value: "metric, 24-hour clock" },
  },
  {
    ago: 27 * DAY,
    by: "cursor",
    tool: setPreference,
    args: {
      key: "code-style",
      value: "TypeScript strict, no default exports",
      scope: "garden-planner-project",
    },
  },
  {
    ago: 5 * DAY,
    by: "phone",
    tool: addContext,
    args: {
      source: "personal",
      tags: ["visit"],
      description: "Maya's parents are visiting until the weekend and stay in the study.",
      expires_days: 9,
    },
  },
  {
    ago: 2 * DAY,
    by: "cursor",
    tool: addContext,
    args: {
      source: "garden-planner-project",
      tags: ["garden-planner", "release"],
      description: "Release 0.5 is being tested by Tomasz this week; merge only fixes.",
      expires_days: 6,
    },
  },
  {
    ago: 20 * DAY,
    by: "claude",
    tool: learnPattern,
    args: {
      source: "nas",
      tags: ["nas", "backup"],
      description: "On Sunday nights the NAS is busy with its backup; a high load then is fine.",
      conditions: { day_of_week: "sunday", hour_range: [2, 6] },
      effect: "ignore high load",
    },
  },
  {
    ago: 10 * DAY,
    by: "phone",
    tool: remember,
    as: "draft",
    args: {
      source: "scratch",
      tags: ["draft"],
      description: "Draft of the mail to the landlord about the balcony.",
    },
  },
  { ago: 9 * DAY, by: "phone", tool: deleteEntry, args: ({ idOf }) => ({ entry_id: idOf("draft") }) },
];
