import { type EntryType, KNOWLEDGE_TYPES } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import type { Caller, Services } from "../services.ts";
import { alertLine, lineOf, nameOf, provenance, STORED_NOTES, section, toMarkdown } from "./digest.ts";

const MAX_ALERTS = 20;
const MAX_OF_A_TYPE = 25;
const LINE_CHARS = 200;

/** Active alerts and knowledge that carry a repository's name as a tag. */
export async function projectContext(
  services: Services,
  caller: Caller,
  repository: string,
): Promise<string> {
  const tags = [repository];
  const parts = [
    await alertsOf(services, caller, tags),
    ...(await Promise.all(KNOWLEDGE_TYPES.map((type) => knowledgeOf(services, caller, type, tags)))),
  ].filter((part) => part !== undefined);
  const heading = `Project ${nameOf(repository)}`;
  if (parts.length === 0) return toMarkdown(heading, ["Nothing is stored with this tag."]);
  return toMarkdown(heading, [STORED_NOTES, ...parts]);
}

async function alertsOf({ store }: Services, { owner }: Caller, tags: readonly string[]) {
  const filter: EntryFilter = { types: ["alert"], unresolved: true, tags };
  const [alerts, total] = await Promise.all([
    store.entries.list(owner, filter, { limit: MAX_ALERTS }),
    store.entries.count(owner, filter),
  ]);
  if (alerts.length === 0) return undefined;
  const lines = alerts.map((alert) => alertLine(alert, ` ${nameOf(alert.source)}`));
  return section(`Active alerts (${total})`, lines, total);
}

async function knowledgeOf({ store }: Services, { owner }: Caller, type: EntryType, tags: readonly string[]) {
  const filter: EntryFilter = { types: [type], tags };
  const [entries, total] = await Promise.all([
    store.entries.list(owner, filter, { limit: MAX_OF_A_TYPE }),
    store.entries.count(owner, filter),
  ]);
  if (entries.length === 0) return undefined;
  const lines = entries.map(
    (entry) => `- ${nameOf(entry.source)}: ${lineOf(entry, LINE_CHARS)} (${provenance(entry)})`,
  );
  return section(`${type} (${total})`, lines, total);
}
