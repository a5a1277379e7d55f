import { getEntry } from "../../domain/entries/get-entry.ts";
import type { JsonTemplate } from "./define-resource.ts";

export const entryTemplate: JsonTemplate = {
  prefix: "awareness://entry/",
  variable: "id",
  name: "entry",
  title: "Entry",
  description: "One entry of any type in full, by its id.",
  scope: "memory:read",
  watches: (id) => ({ ids: [id] }),
  read: ({ services, caller }, id) => getEntry(services, caller, id),
};
