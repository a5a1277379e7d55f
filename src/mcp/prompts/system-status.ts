import { z } from "zod";
import { systemStatus } from "../../domain/digests/system-status.ts";
import { LIMITS } from "../../domain/limits.ts";
import { listSources } from "../../domain/overview/overview.ts";
import { definePrompt, promptFields } from "./define-prompt.ts";

export const systemStatusPrompt = definePrompt({
  name: "system_status",
  title: "System status",
  description: "Last report, active alerts and known patterns of one source.",
  scope: "memory:read",
  input: z.strictObject({ source: promptFields.name(LIMITS.sourceChars).describe("Name of the source") }),
  values: { source: listSources },
  render: ({ services, caller }, { source }) => systemStatus(services, caller, source),
});
