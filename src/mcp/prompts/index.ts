import type { Prompt } from "./define-prompt.ts";
import { writeGuidePrompt } from "./write-guide.ts";

/** Every built-in prompt. */
export const ALL_PROMPTS: readonly Prompt[] = [writeGuidePrompt];
