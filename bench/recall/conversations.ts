import { readFileSync } from "node:fs";
import { z } from "zod";

const conversation = z.object({
  turns: z.array(z.object({ id: z.string(), session: z.string(), speaker: z.string(), text: z.string() })),
  qa: z.array(z.object({ question: z.string(), evidence: z.array(z.string()) })),
});

export type Conversation = z.output<typeof conversation>;

/** Reads conversations and questions, each with the turns that answer it. @throws Error when the file is not of this form. */
export function readConversations(path: string): readonly Conversation[] {
  const parsed = z.record(z.string(), conversation).safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path} is no collection of conversations with questions`);
  return Object.values(parsed.data);
}
