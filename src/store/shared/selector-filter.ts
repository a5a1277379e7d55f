import type { EntryFilter } from "../../domain/entries/entry-store.ts";
import type { Selector } from "../../domain/entries/trash-store.ts";

/** The live entries that a selector other than by id means; undefined: none. */
export function toFilter(selector: Exclude<Selector, { by: "id" }>): EntryFilter | undefined {
  const within = selector.sources === undefined ? {} : { sources: selector.sources };
  if (selector.by === "tags") {
    return selector.tags.length === 0 ? undefined : { tags: selector.tags, ...within };
  }
  const { source, type } = selector;
  return type === undefined ? { source, ...within } : { source, types: [type], ...within };
}

/** True for an entry that a selector may mean at all. */
export function isWithin({ sources }: Selector, { source }: { readonly source: string }): boolean {
  return sources === undefined || sources.includes(source);
}

/** The schemas among them; undefined: none. */
export function toSchemaFilter(filter: EntryFilter | undefined): EntryFilter | undefined {
  const selected = filter?.types?.includes("schema") ?? filter !== undefined;
  return selected ? { ...filter, types: ["schema"] } : undefined;
}
