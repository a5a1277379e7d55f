import { invalidParameter } from "./errors.ts";

const ISO_639_1 =
  "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo " +
  "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg " +
  "ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn " +
  "no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta " +
  "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/** Name for "no language known" in filters. */
export const NO_LANGUAGE = "simple";

/** Where the codes are listed; part of every language error. */
export const LANGUAGE_HELP = "https://en.wikipedia.org/wiki/List_of_ISO_639_language_codes";

/** All two-letter language codes of ISO 639-1, sorted. */
export const LANGUAGE_CODES: readonly string[] = ISO_639_1.split(" ");

/** Trims and lower-cases; `undefined` unless the result is an ISO 639-1 code. */
export function parseLanguage(text: string): string | undefined {
  const code = text.trim().toLowerCase();
  return code.length === 2 && LANGUAGE_CODES.includes(code) ? code : undefined;
}

/**
 * An optional language as a caller gives it.
 * @throws AwarenessError `invalid_parameter` for anything but an ISO 639-1 code; empty counts as not given.
 */
export function parseLanguageOption(text: string | undefined): string | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const code = parseLanguage(text);
  if (code !== undefined) return code;
  throw invalidParameter("language", "language is a two-letter ISO 639-1 code such as en or de.", {
    value: text.slice(0, 50),
    help_url: LANGUAGE_HELP,
  });
}
