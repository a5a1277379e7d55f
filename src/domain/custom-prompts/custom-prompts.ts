import { toHeadline } from "../briefing/headline.ts";
import type { Entry } from "../entries/entry.ts";
import { describe } from "../entries/entry-json.ts";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";
import { variablesOf } from "./template.ts";

/** A prompt that an owner wrote; nobody else sees it. */
export interface CustomPrompt {
  /** `user/` and the entry's logical key, else its id. */
  readonly name: string;
  readonly description: string;
  readonly template: string;
  /** Each is a required argument. */
  readonly variables: readonly string[];
}

/** Entries of this source define prompts. */
export const CUSTOM_PROMPT_SOURCE = "custom-prompt";
/** What their names begin with, so that none can take the place of a built-in one. */
export const CUSTOM_PROMPT_PREFIX = "user/";

const MAX_PROMPTS = 200;
const MAX_TEMPLATE_CHARS = 100_000;
const DESCRIPTION_CHARS = 200;
const FILTER = { source: CUSTOM_PROMPT_SOURCE } as const;

/** The owner's prompts, sorted by name; of more than 200 those changed last. Read anew every time. */
export async function listCustomPrompts(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
): Promise<readonly CustomPrompt[]> {
  const entries = await store.entries.list(owner, FILTER, { limit: MAX_PROMPTS });
  const byName = new Map<string, CustomPrompt>();
  for (const entry of entries) {
    const prompt = toPrompt(entry);
    if (prompt !== undefined && !byName.has(prompt.name)) byName.set(prompt.name, prompt);
  }
  return [...byName.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Undefined for a name that this owner has given to no prompt. */
export async function findCustomPrompt(
  services: Pick<Services, "store">,
  owner: OwnerId,
  name: string,
): Promise<CustomPrompt | undefined> {
  if (!name.startsWith(CUSTOM_PROMPT_PREFIX)) return undefined;
  return (await listCustomPrompts(services, owner)).find((prompt) => prompt.name === name);
}

/** Differs after every change of the owner's prompts. */
export async function markCustomPrompts({ store }: Pick<Services, "store">, owner: OwnerId): Promise<string> {
  const [newest] = await store.entries.list(owner, FILTER, { limit: 1 });
  return newest === undefined ? "none" : `${await store.entries.count(owner, FILTER)} ${newest.rev}`;
}

/** An entry without a text, or with one that is too long for a prompt, defines none. */
function toPrompt(entry: Entry): CustomPrompt | undefined {
  const description = describe(entry);
  const { content } = entry.data;
  const template = typeof content === "string" && content !== "" ? content : description;
  if (template === "" || template.length > MAX_TEMPLATE_CHARS) return undefined;
  return {
    name: `${CUSTOM_PROMPT_PREFIX}${entry.logicalKey ?? entry.id}`,
    description: toHeadline(description, DESCRIPTION_CHARS),
    template,
    variables: variablesOf(template),
  };
}
