import type { EntryTexts } from "../domain/embeddings/entry-texts.ts";
import { ENTRY_TYPES } from "../domain/entries/entry.ts";
import { chunksOf } from "./chunks.ts";
import { composeText, isEmbeddable } from "./compose.ts";
import { textHash } from "./text-hash.ts";

/** Composed and cut as this program does it. */
export const entryTexts: EntryTexts = {
  types: ENTRY_TYPES.filter(isEmbeddable),
  textOf(entry) {
    const text = composeText(entry);
    return { hash: textHash(text), chunks: () => chunksOf(text) };
  },
};
