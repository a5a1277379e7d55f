// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Stored text as a terminal may show it: without escape sequences and reordering marks, which could disguise it. */
export function plainText(text: string): string {
  return text.replace(CONTROL, "");
}

/** The same on one line, cut. */
export function plainLine(text: string, most: number): string {
  const line = plainText(text.replace(/\s+/g, " ")).trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).toWellFormed()}…`;
}
