import { logReads } from "../activity/log-reads.ts";
import { toIso } from "../clock.ts";
import { invalidParameter } from "../errors.ts";
import { atPresent } from "../intentions/intention.ts";
import { LANGUAGE_HELP, NO_LANGUAGE, parseLanguage } from "../language.ts";
import type { OwnerId } from "../owner.ts";
import type { Page, PageEnvelope, PageInput } from "../page.ts";
import type { Caller, Services } from "../services.ts";
import { suggest } from "../suggest.ts";
import { MAX_CHANGELOG, toChangelog } from "./changelog.ts";
import { type Entry, type EntryType, KNOWLEDGE_TYPES } from "./entry.ts";
import { type EntryJson, type ListMode, toEntryJson } from "./entry-json.ts";
import type { EntryFilter } from "./entry-store.ts";
import { type HintedEntry, listByHint } from "./list-by-hint.ts";
import { listEntries } from "./list-entries.ts";

export interface ListKnowledgeInput extends PageInput {
  readonly source?: string | undefined;
  /** Entries must carry all of them. */
  readonly tags?: readonly string[] | undefined;
  readonly entry_type?: EntryType | undefined;
  /** `true` adds the changelog, `only` also leaves out entries that were never edited. */
  readonly include_history?: "true" | "false" | "only" | undefined;
  /** Bounds in ms since 1970, inclusive; the first two on the last change. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly created_after?: number | undefined;
  readonly created_before?: number | undefined;
  readonly learned_from?: string | undefined;
  /** Puts the entries that answer it best first, of all that meet the filters. */
  readonly hint?: string | undefined;
  readonly mode?: ListMode | undefined;
  /** ISO 639-1 code, or `simple` for entries without a language. */
  readonly language?: string | undefined;
}

export type KnowledgePage = PageEnvelope & { readonly entries: readonly EntryJson[] };

/** Stored knowledge, newest change first. Entries answered in full count as read. */
export async function listKnowledge(
  services: Services,
  caller: Caller,
  input: ListKnowledgeInput,
): Promise<KnowledgePage> {
  const filter = toFilter(input);
  const { rows, envelope } = await listRows(services, caller, filter, input);
  const now = services.clock.now();
  const ranked = rows.map((row) => ({ ...row, entry: atPresent(row.entry, now) }));
  const entries =
    input.mode === "list"
      ? await withReads(services, caller.owner, ranked)
      : await inFull(services, caller, ranked, input.include_history);
  return { entries, ...envelope };
}

async function listRows(
  services: Services,
  caller: Caller,
  filter: EntryFilter,
  input: ListKnowledgeInput,
): Promise<Page<HintedEntry>> {
  const { hint } = input;
  if (hint !== undefined && hint.trim() !== "")
    return listByHint(services, caller, filter, { ...input, hint });
  const { rows, envelope } = await listEntries(services, caller, "knowledge", filter, input);
  return { rows: rows.map((entry) => ({ entry })), envelope };
}

type Ranked = readonly { readonly entry: Entry; readonly similarity?: number }[];

const similarityOf = ({ similarity }: Ranked[number]): EntryJson =>
  similarity === undefined ? {} : { similarity };

async function withReads(services: Services, owner: OwnerId, ranked: Ranked): Promise<readonly EntryJson[]> {
  await services.reads.flush();
  const ids = ranked.map(({ entry }) => entry.id);
  const reads = await services.store.activity.summarizeReads(owner, ids);
  return ranked.map((row) => {
    const summary = reads.get(row.entry.id);
    return {
      ...toEntryJson(row.entry, "list"),
      ...similarityOf(row),
      read_count: summary?.count ?? 0,
      last_read: summary === undefined ? null : toIso(summary.lastAt),
    };
  });
}

async function inFull(
  services: Services,
  caller: Caller,
  ranked: Ranked,
  history: ListKnowledgeInput["include_history"],
): Promise<readonly EntryJson[]> {
  logReads(
    services,
    caller,
    ranked.map(({ entry }) => entry),
  );
  if (history !== "true" && history !== "only") {
    return ranked.map((row) => ({ ...toEntryJson(row.entry), ...similarityOf(row) }));
  }
  const edited = ranked.filter(({ entry }) => entry.updatedAt !== undefined).map(({ entry }) => entry.id);
  const versions = await services.store.history.listSuperseded(caller.owner, edited, MAX_CHANGELOG);
  return ranked.map((row) => {
    const changelog = toChangelog(versions.get(row.entry.id) ?? [], row.entry);
    const json = toEntryJson(row.entry);
    const data = changelog.length === 0 ? row.entry.data : { ...row.entry.data, changelog };
    return { ...json, data, ...similarityOf(row) };
  });
}

function toFilter(input: ListKnowledgeInput): EntryFilter {
  const given = {
    source: input.source === "" ? undefined : input.source,
    tags: input.tags?.length === 0 ? undefined : input.tags,
    changedSince: input.since,
    changedUntil: input.until,
    createdAfter: input.created_after,
    createdBefore: input.created_before,
    learnedFrom: input.learned_from === "" ? undefined : input.learned_from,
    language: parseLanguageFilter(input.language),
    edited: input.include_history === "only" ? true : undefined,
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    types: input.entry_type === undefined ? KNOWLEDGE_TYPES : [input.entry_type],
    ...Object.fromEntries(present),
  };
}

function parseLanguageFilter(text: string | undefined): string | null | undefined {
  const wanted = text?.trim().toLowerCase();
  if (wanted === undefined || wanted === "") return undefined;
  if (wanted === NO_LANGUAGE) return null;
  const code = parseLanguage(wanted);
  if (code !== undefined) return code;
  const suggestion = suggest(wanted, [NO_LANGUAGE]);
  throw invalidParameter(
    "language",
    `language is a two-letter ISO 639-1 code such as en or de, or ${NO_LANGUAGE} for entries without one.`,
    {
      value: text,
      help_url: LANGUAGE_HELP,
      ...(suggestion === undefined ? {} : { suggestion }),
    },
  );
}
