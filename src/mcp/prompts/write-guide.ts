import { writeGuide } from "../../domain/overview/write-guide.ts";
import type { Prompt } from "./define-prompt.ts";

export const writeGuidePrompt: Prompt = {
  name: "write_guide",
  title: "Write guide",
  description: "What is stored already (types, sources, tags) and which tool fits what.",
  scope: "memory:read",
  render: ({ services, caller }) => writeGuide(services, caller),
};
