import { toIso } from "../clock.ts";
import { languageOf } from "../language-of.ts";
import type { Caller, Services } from "../services.ts";
import { requireRelated } from "./relations.ts";

export interface AddContextInput {
  readonly source: string;
  readonly tags: readonly string[];
  readonly description: string;
  /** Days until it is gone. */
  readonly expires_days: number;
  readonly language?: string | undefined;
  readonly related_ids?: readonly string[] | undefined;
}

export interface AddContextResult {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly expires: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Stores a fact that holds for some days only. */
export async function addContext(
  services: Services,
  caller: Caller,
  input: AddContextInput,
): Promise<AddContextResult> {
  const { source, tags, description, related_ids } = input;
  const language = await languageOf(services, input.language, description);
  await requireRelated(services, caller.owner, related_ids);
  const expiresAt = services.clock.now() + input.expires_days * DAY_MS;
  const entry = await services.store.entries.insert(
    caller.owner,
    {
      id: services.newId(),
      type: "context",
      source,
      tags,
      data: { description, ...(related_ids === undefined ? {} : { related_ids: [...new Set(related_ids)] }) },
      expiresAt,
      ...(language === undefined ? {} : { language }),
    },
    caller.author,
  );
  return { id: entry.id, expires: toIso(expiresAt) };
}
