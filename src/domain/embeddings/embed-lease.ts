import { EmbeddingError } from "./embedding-error.ts";
import type { Claim } from "./embedding-store.ts";
import type { EntryTexts } from "./entry-texts.ts";
import { isProvidersOwn } from "./failure-policy.ts";
import type { LeaseWork } from "./lease-work.ts";
import { type ProviderCalls, TEXTS_PER_CALL, wrongLength } from "./provider-calls.ts";

export interface EmbedLeaseOptions {
  readonly claims: readonly Claim[];
  readonly work: LeaseWork;
  readonly calls: ProviderCalls;
  readonly texts: EntryTexts;
  readonly provider: { readonly name: string; readonly model: string };
}

/** An entry with the texts that are embedded for it. */
interface Prepared {
  readonly claim: Claim;
  readonly hash: Uint8Array;
  readonly chunks: readonly string[];
}

/**
 * Embeds entries, several in one request where they are short. Whether a failure is the provider's or a text's nobody
 * but the provider can tell: one that embeds a single word works. Then the texts are tried one entry at a time, and what
 * fails alone is the entry's failure.
 * @returns why the provider cannot go on, and whether it embedded anything before.
 */
export async function embedLease(
  options: EmbedLeaseOptions,
): Promise<{ readonly stopped: EmbeddingError | undefined; readonly works: boolean }> {
  const { claims, work } = options;
  let works = false;
  for (const group of groupsOf(await prepare(claims, options))) {
    const stopped = await embedGroup(group, options);
    if (stopped !== undefined) return { stopped, works };
    works = true;
    await work.hold();
  }
  return { stopped: undefined, works };
}

/** Entries whose text has not changed need nothing but to be ticked off. */
async function prepare(
  claims: readonly Claim[],
  { work, texts }: EmbedLeaseOptions,
): Promise<readonly Prepared[]> {
  const found = claims.map((claim) => ({ claim, text: texts.textOf(claim.entry) }));
  const isDone = ({ claim, text }: (typeof found)[number]) => isSame(text.hash, claim.embeddedHash);
  await Promise.all(found.filter(isDone).map(({ claim }) => work.keep(claim)));
  return found
    .filter((one) => !isDone(one))
    .map(({ claim, text }) => ({ claim, hash: text.hash, chunks: text.chunks() }));
}

/** As many entries as fill one request. */
function groupsOf(entries: readonly Prepared[]): readonly (readonly Prepared[])[] {
  const groups: Prepared[][] = [];
  let room = 0;
  for (const entry of entries) {
    room -= entry.chunks.length;
    const group = groups.at(-1);
    if (group !== undefined && room >= 0) group.push(entry);
    else {
      groups.push([entry]);
      room = TEXTS_PER_CALL - entry.chunks.length;
    }
  }
  return groups;
}

/** Answers why the provider cannot go on. */
async function embedGroup(
  group: readonly Prepared[],
  options: EmbedLeaseOptions,
): Promise<EmbeddingError | undefined> {
  const { work, calls } = options;
  const vectors = await tryEmbed(group, options);
  if (!(vectors instanceof EmbeddingError)) {
    await putAll(group, vectors, work);
    return undefined;
  }
  const stopped = await providersFailure(vectors, calls);
  if (stopped !== undefined) return stopped;
  const [only] = group;
  if (only !== undefined && group.length === 1) {
    await work.fail(only.claim, vectors);
    return undefined;
  }
  for (const one of group) {
    const failure = await embedGroup([one], options);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

async function tryEmbed(
  group: readonly Prepared[],
  options: EmbedLeaseOptions,
): Promise<readonly Float32Array[] | EmbeddingError> {
  const { work, calls } = options;
  try {
    const vectors = await calls.embed(
      group.flatMap(({ chunks }) => chunks),
      () => work.hold(),
    );
    await checkLength(vectors[0]?.length ?? 0, options);
    return vectors;
  } catch (error) {
    if (error instanceof EmbeddingError) return error;
    throw error;
  }
}

/** Another length than before is a bad answer, unless the model has it now for any text. */
async function checkLength(length: number, { work, calls, provider }: EmbedLeaseOptions): Promise<void> {
  const usual = work.dimensions();
  if (usual === undefined || length === usual) return;
  if ((await calls.probe()) !== length) throw wrongLength(provider.name, provider.model, length, usual);
  await work.startAnew(length);
}

/** The failure, when it is the provider's and not the texts'. */
async function providersFailure(
  error: EmbeddingError,
  calls: ProviderCalls,
): Promise<EmbeddingError | undefined> {
  if (isProvidersOwn(error)) return error;
  try {
    await calls.probe();
    return undefined;
  } catch (failure) {
    if (!(failure instanceof EmbeddingError)) throw failure;
    return isProvidersOwn(failure) ? failure : error;
  }
}

/** All at once, so that they share a transaction of the store. */
async function putAll(
  group: readonly Prepared[],
  vectors: readonly Float32Array[],
  work: LeaseWork,
): Promise<void> {
  let from = 0;
  const puts = group.map(({ claim, hash, chunks }) => {
    const made = { hash, vectors: vectors.slice(from, from + chunks.length) };
    from += chunks.length;
    return work.put(claim, made);
  });
  await Promise.all(puts);
}

function isSame(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && one.length === other.length && one.every((byte, at) => byte === other[at]);
}
