import { EmbeddingError } from "../domain/embeddings/embedding-error.ts";
import { reach, weightOf } from "./text-borders.ts";

/** Most texts of one request. */
export const MAX_BATCH_TEXTS = 64;

/** Most characters of one request, unless a single text has more. */
export const MAX_BATCH_CHARS = 200_000;

/** A text is not shortened below about so many letters: what is still too long then has another reason. */
const SHORTEST = 100;

/** One request: a vector for each text, in order. */
export type EmbedBatch = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/** The vectors of any number of texts, made one request after the other. @throws EmbeddingError of the first that fails. */
export async function embedBatched(
  texts: readonly string[],
  embedBatch: EmbedBatch,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (const batch of batchesOf(texts)) vectors.push(...(await embedFitting(batch, embedBatch)));
  return vectors;
}

/** Parts of the list, in order, none of them empty. */
export function batchesOf(texts: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let chars = 0;
  for (const text of texts) {
    const batch = batches.at(-1);
    chars += text.length;
    if (batch !== undefined && batch.length < MAX_BATCH_TEXTS && chars <= MAX_BATCH_CHARS) {
      batch.push(text);
    } else {
      batches.push([text]);
      chars = text.length;
    }
  }
  return batches;
}

/**
 * Models count tokens, which nobody else can: digits or base64 are many. So when a request is too long, its halves are
 * tried, down to the text at fault, and of that its beginning.
 */
async function embedFitting(
  texts: readonly string[],
  embedBatch: EmbedBatch,
): Promise<readonly Float32Array[]> {
  try {
    return await embedBatch(texts);
  } catch (error) {
    if (!(error instanceof EmbeddingError) || error.code !== "too_long") throw error;
    const [text = ""] = texts;
    const half = Math.ceil(texts.length / 2);
    if (texts.length > 1) {
      const first = await embedFitting(texts.slice(0, half), embedBatch);
      return [...first, ...(await embedFitting(texts.slice(half), embedBatch))];
    }
    if (text.length <= SHORTEST) throw error;
    return embedFitting([text.slice(0, reach(text, 0, weightOf(text) / 2))], embedBatch);
  }
}
