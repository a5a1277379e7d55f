import { listAlerts } from "../../domain/alerts/list-alerts.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { JsonResource } from "./define-resource.ts";

export const alertsResource: JsonResource = {
  uri: "awareness://alerts",
  name: "alerts",
  title: "Active alerts",
  description: `Alerts that are not resolved, the ${LIMITS.page} changed last, as a JSON array.`,
  scope: "memory:read",
  watches: { types: ["alert"] },
  read: async ({ services, caller }) => (await listAlerts(services, caller, { limit: LIMITS.page })).entries,
};
