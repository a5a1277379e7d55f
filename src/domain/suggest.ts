import { distance } from "fastest-levenshtein";

const MAX_DISTANCE = 2;

/**
 * The accepted value nearest to `value`, compared in lower case, at most two edits away (Levenshtein distance).
 * A value that is itself accepted gets no suggestion.
 */
export function suggest(value: string, accepted: readonly string[]): string | undefined {
  if (accepted.includes(value) || value.length > 100) return undefined;
  const wanted = value.toLowerCase();
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of accepted) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits <= MAX_DISTANCE && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}
