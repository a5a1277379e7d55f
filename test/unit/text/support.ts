import { FORM, type Form } from "../../../src/domain/search/terms.ts";
import { createAnalyser } from "../../../src/text/analyser.ts";

export const analyser = createAnalyser();

export interface Emitted {
  readonly term: string;
  readonly form: Form;
  readonly position: number;
  readonly start: number;
  readonly end: number;
}

/** Every term of a text; the stemmer of `language` is loaded before. */
export async function emittedOf(text: string, language?: string): Promise<readonly Emitted[]> {
  if (language !== undefined) await analyser.prepare([language]);
  const emitted: Emitted[] = [];
  analyser.analyse(text, language, (term, form, position, start, end) => {
    emitted.push({ term, form, position, start, end });
  });
  return emitted;
}

/** The terms of a text, of one form or of all. */
export async function termsOf(text: string, language?: string, form?: Form): Promise<readonly string[]> {
  const emitted = await emittedOf(text, language);
  return emitted.filter((one) => form === undefined || one.form === form).map(({ term }) => term);
}

/** The words of a text as it has them, in order. */
export const surfacesOf = (text: string): Promise<readonly string[]> =>
  termsOf(text, undefined, FORM.surface);
