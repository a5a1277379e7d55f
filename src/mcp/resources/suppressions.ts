import { listSuppressions } from "../../domain/alerts/suppress-alert.ts";
import { LIMITS } from "../../domain/limits.ts";
import type { JsonResource } from "./define-resource.ts";

export const suppressionsResource: JsonResource = {
  uri: "awareness://suppressions",
  name: "suppressions",
  title: "Suppressions",
  description: `Suppressions in force, the ${LIMITS.page} changed last, as a JSON array.`,
  scope: "memory:read",
  watches: { types: ["suppression"] },
  read: async ({ services, caller }) =>
    (await listSuppressions(services, caller, { limit: LIMITS.page })).entries,
};
