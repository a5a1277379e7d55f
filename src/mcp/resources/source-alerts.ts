import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { LIMITS } from "../../domain/limits.ts";
import { listSources } from "../../domain/overview/overview.ts";
import type { JsonTemplate } from "./define-resource.ts";

export const sourceAlertsTemplate: JsonTemplate = {
  prefix: "awareness://alerts/",
  variable: "source",
  name: "source-alerts",
  title: "Active alerts of a source",
  description: `Alerts of one source that are not resolved, the ${LIMITS.page} changed last, as a JSON array.`,
  scope: "memory:read",
  watches: (source) => ({ types: ["alert"], source }),
  read: async ({ services, caller }, source) =>
    (await listAlerts(services, caller, { source, limit: LIMITS.page })).entries,
  values: listSources,
};
