import { z } from "zod";
import { agentInstructions } from "../../domain/digests/agent-instructions.ts";
import { definePrompt } from "./define-prompt.ts";

export const agentInstructionsPrompt = definePrompt({
  name: "agent_instructions",
  title: "Agent instructions",
  description: "How this person wants the memory to be used, as stored by them.",
  scope: "memory:read",
  input: z.strictObject({}),
  render: ({ services, caller }) => agentInstructions(services, caller),
});
