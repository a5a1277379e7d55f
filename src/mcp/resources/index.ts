import { briefingResource } from "./briefing.ts";
import type { JsonResource } from "./define-resource.ts";
import { knowledgeResource } from "./knowledge.ts";

/** Every resource with a fixed URI. */
export const ALL_RESOURCES: readonly JsonResource[] = [briefingResource, knowledgeResource];
