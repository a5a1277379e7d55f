import { z } from "zod";
import { catchUp } from "../../domain/digests/catch-up.ts";
import { definePrompt, promptFields } from "./define-prompt.ts";

const SUGGESTED_HOURS = ["1", "8", "24", "72", "168"];

export const catchupPrompt = definePrompt({
  name: "catchup",
  title: "Catch up",
  description: "Alerts and knowledge that changed lately.",
  scope: "memory:read",
  input: z.strictObject({ hours: promptFields.hours(24).describe("How many hours to look back (24)") }),
  values: { hours: async () => SUGGESTED_HOURS },
  render: ({ services, caller }, { hours }) => catchUp(services, caller, hours),
});
