import { KNOWLEDGE_TYPES } from "../../domain/entries/entry.ts";
import { listKnowledge } from "../../domain/entries/list-knowledge.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { JsonResource } from "./define-resource.ts";

export const knowledgeResource: JsonResource = {
  uri: "awareness://knowledge",
  name: "knowledge",
  title: "Knowledge",
  description: `The ${LIMITS.page} patterns, contexts, preferences and notes changed last, as a JSON array.`,
  scope: "memory:read",
  watches: { types: KNOWLEDGE_TYPES },
  read: async ({ services, caller }) =>
    (await listKnowledge(services, caller, { limit: LIMITS.page })).entries,
};
