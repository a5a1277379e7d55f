import { parseLanguageOption } from "./language.ts";
import type { Services } from "./services.ts";

/**
 * The language of what is being written: as the caller says, else as its text shows. ISO 639-1; `undefined` when neither
 * tells. @throws AwarenessError `invalid_parameter` for a code that is none.
 */
export async function languageOf(
  { store }: Pick<Services, "store">,
  given: string | undefined,
  ...texts: readonly unknown[]
): Promise<string | undefined> {
  const code = parseLanguageOption(given);
  if (code !== undefined) return code;
  const text = texts.filter((part) => typeof part === "string").join("\n");
  if (text === "") return undefined;
  const analyser = await store.analyser();
  return analyser.detect(text);
}
