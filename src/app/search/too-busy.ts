import { AwarenessError } from "../../domain/errors.ts";

/** For a search that has waited too long for those before it. */
export function tooBusy(): AwarenessError {
  return new AwarenessError("unavailable", "Too many searches are waiting. Try again in a moment.", {
    retryable: true,
  });
}
