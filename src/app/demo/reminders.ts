import { remind } from "../../mcp/tools/remind.ts";
import { updateIntention } from "../../mcp/tools/update-intention.ts";
import { DAY, type Step } from "./step.ts";

/** What Maya wanted to be reminded of. */
export const REMINDER_STEPS: readonly Step[] = [
  {
    ago: 12 * DAY,
    by: "claude",
    tool: remind,
    args: ({ inHours }) => ({
      goal: "Renew the passport before the trip to Lisbon",
      source: "travel",
      tags: ["trip", "lisbon"],
      deliver_at: inHours(-2),
      urgency: "high",
    }),
  },
  {
    ago: 6 * DAY,
    by: "phone",
    tool: remind,
    args: ({ inHours }) => ({
      goal: "Dentist at 10:15, Dr. Steiner",
      source: "personal",
      tags: ["health"],
      deliver_at: inHours(5 * DAY),
    }),
  },
  {
    ago: 25 * DAY,
    by: "phone",
    tool: remind,
    args: ({ inHours }) => ({
      goal: "Water the plants on the balcony",
      source: "home",
      tags: ["plants"],
      deliver_at: inHours(2 * DAY),
      recurrence: "FREQ=WEEKLY",
    }),
  },
  {
    ago: 15 * DAY,
    by: "cursor",
    tool: remind,
    as: "invoice",
    args: ({ inHours }) => ({
      goal: "Send the invoice for October to Studio Lindner",
      source: "finance",
      tags: ["invoice"],
      deliver_at: inHours(-13 * DAY),
    }),
  },
  {
    ago: 12.5 * DAY,
    by: "claude",
    tool: updateIntention,
    args: ({ idOf }) => ({ entry_id: idOf("invoice"), state: "completed", reason: "Sent by mail." }),
  },
  {
    ago: 3 * DAY,
    by: "cursor",
    tool: remind,
    args: {
      goal: "Ask two users how they plan crop rotation",
      source: "garden-planner-project",
      tags: ["garden-planner"],
      urgency: "low",
    },
  },
];
