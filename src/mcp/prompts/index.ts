import { agentInstructionsPrompt } from "./agent-instructions.ts";
import { catchupPrompt } from "./catchup.ts";
import type { AnyPrompt } from "./define-prompt.ts";
import { projectContextPrompt } from "./project-context.ts";
import { systemStatusPrompt } from "./system-status.ts";
import { writeGuidePrompt } from "./write-guide.ts";

/** Every built-in prompt. */
export const ALL_PROMPTS: readonly AnyPrompt[] = [
  agentInstructionsPrompt,
  projectContextPrompt,
  systemStatusPrompt,
  writeGuidePrompt,
  catchupPrompt,
];
