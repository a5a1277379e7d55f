import { listSources } from "../../domain/overview/overview.ts";
import { getStatus } from "../../domain/status/report-status.ts";
import type { JsonTemplate } from "./define-resource.ts";

export const sourceStatusTemplate: JsonTemplate = {
  prefix: "awareness://status/",
  variable: "source",
  name: "source-status",
  title: "Status of a source",
  description: "What one source reported last.",
  scope: "memory:read",
  watches: (source) => ({ types: ["status"], source }),
  read: ({ services, caller }, source) => getStatus(services, caller, source),
  values: listSources,
};
