import { AwarenessError } from "../domain/errors.ts";

/** Longest answer to a read where nothing else is configured, bytes: 16 MB. */
export const DEFAULT_MAX_RESULT_BYTES = 16 * 1024 * 1024;

/** @throws AwarenessError `result_too_large`, with what to do, when `text` has more than `most` bytes of UTF-8. */
export function checkAnswerSize(text: string, most: number): void {
  // No UTF-16 unit has more than three bytes: most answers need not be measured.
  if (text.length * 3 <= most) return;
  const bytes = Buffer.byteLength(text, "utf8");
  if (bytes <= most) return;
  throw new AwarenessError(
    "result_too_large",
    `The answer has ${bytes} bytes, more than the ${most} that are allowed (AWARENESS_MAX_RESULT_BYTES). Ask for less: a tool with a smaller limit, mode "list", or a narrower filter.`,
    { details: { bytes, limit_bytes: most } },
  );
}
