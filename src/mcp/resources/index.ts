import { alertsResource } from "./alerts.ts";
import { briefingResource } from "./briefing.ts";
import type { JsonResource, JsonTemplate } from "./define-resource.ts";
import { entryTemplate } from "./entry.ts";
import { knowledgeResource } from "./knowledge.ts";
import { sourceAlertsTemplate } from "./source-alerts.ts";
import { sourceStatusTemplate } from "./source-status.ts";
import { suppressionsResource } from "./suppressions.ts";

/** Every resource with a fixed URI. */
export const ALL_RESOURCES: readonly JsonResource[] = [
  briefingResource,
  alertsResource,
  knowledgeResource,
  suppressionsResource,
];

/** Every resource with a variable in its URI. */
export const ALL_TEMPLATES: readonly JsonTemplate[] = [
  sourceAlertsTemplate,
  sourceStatusTemplate,
  entryTemplate,
];
