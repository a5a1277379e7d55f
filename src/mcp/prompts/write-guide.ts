import { z } from "zod";
import { writeGuide } from "../../domain/digests/write-guide.ts";
import { definePrompt } from "./define-prompt.ts";

export const writeGuidePrompt = definePrompt({
  name: "write_guide",
  title: "Write guide",
  description: "What is stored already (types, sources, tags) and which tool fits what.",
  scope: "memory:read",
  input: z.strictObject({}),
  render: ({ services, caller }) => writeGuide(services, caller),
});
