import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { Selector } from "../../domain/entries/trash-store.ts";

/** The live entries that a selector other than by id means; undefined: none. */
export function toFilter(selector: Exclude<Selector, { by: "id" }>): EntryFilter | undefined {
  if (selector.by === "tags") return selector.tags.length === 0 ? undefined : { tags: selector.tags };
  const { source, type } = selector;
  return type === undefined ? { source } : { source, types: [type] };
}

/** The schemas among them; undefined: none. */
export function toSchemaFilter(filter: EntryFilter | undefined): EntryFilter | undefined {
  const selected = filter?.types?.includes("schema") ?? filter !== undefined;
  return selected ? { ...filter, types: ["schema"] } : undefined;
}
