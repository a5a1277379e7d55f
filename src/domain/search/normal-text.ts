/** Not seen: soft hyphen, zero-width space, word joiner, byte order mark, and what says how an emoji is drawn. */
const HIDDEN = /[\ufe0e-\ufe0f\u00ad\u200b\u2060\ufeff]/g;

/**
 * The form in which texts are cut into words, and which the analyser's offsets refer to; a normal text is its own. Hidden
 * characters go first: an accent behind one belongs to the letter before it.
 */
export function normalText(text: string): string {
  return text.replace(HIDDEN, "").normalize("NFKC");
}
