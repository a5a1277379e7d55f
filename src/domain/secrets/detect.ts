import type { SecretFormat } from "./format.ts";
import { SECRET_FORMATS } from "./formats/all.ts";
import { type Candidate, indexMarks, type MarkIndex } from "./mark-index.ts";
import { looksRandom } from "./placeholders.ts";

/** Finds credentials in texts, each in time linear in its length. */
export interface SecretDetector {
  /** The format of the first credential in the text. */
  find(text: string): SecretFormat | undefined;
  /** All formats that credentials in the text have. */
  list(text: string): readonly SecretFormat[];
}

/** No credential is shorter. */
const SHORTEST = 12;

export function createSecretDetector(formats: readonly SecretFormat[] = SECRET_FORMATS): SecretDetector {
  let index: MarkIndex | undefined;
  const scan = (text: string, onSecret: (format: SecretFormat) => boolean): void => {
    if (text.length < SHORTEST) return;
    index ??= indexMarks(formats);
    scanMarks(text, index, onSecret);
  };
  return {
    find(text) {
      let found: SecretFormat | undefined;
      scan(text, (format) => {
        found = format;
        return true;
      });
      return found;
    },
    list(text) {
      const found = new Set<SecretFormat>();
      scan(text, (format) => {
        found.add(format);
        return false;
      });
      return [...found];
    },
  };
}

/** Tells of every credential, in the order of the text, until `onSecret` answers true. */
function scanMarks(text: string, index: MarkIndex, onSecret: (format: SecretFormat) => boolean): void {
  // What a format has read and refused, it does not read again for the marks in it.
  const readTo = new Map<SecretFormat, number>();
  const isTold = (candidate: Candidate, at: number): boolean => {
    const { format } = candidate;
    if (!mayStand(text, at, candidate) || at < (readTo.get(format) ?? 0)) return false;
    const found = match(text, at, candidate);
    if (found === undefined) return false;
    readTo.set(format, found.end);
    return found.accepted && onSecret(format);
  };
  let first = text.charCodeAt(0);
  for (let at = 0; at < text.length - 1; at += 1) {
    const second = text.charCodeAt(at + 1);
    const candidates = index.at(first, second);
    if (candidates?.some((candidate) => isTold(candidate, at)) === true) return;
    first = second;
  }
}

function mayStand(text: string, at: number, { format, mark }: Candidate): boolean {
  return (format.anywhere === true || !isInsideWord(text, at)) && text.startsWith(mark, at);
}

/** A letter or digit stands before, and is not that of a line break written as `\n`. */
function isInsideWord(text: string, at: number): boolean {
  if (at === 0 || !isWord(text.charCodeAt(at - 1))) return false;
  return !(text.charAt(at - 2) === "\\" && "nrt".includes(text.charAt(at - 1)));
}

const DIGITS = [0x30, 0x39] as const;
const LETTERS = [0x61, 0x7a] as const;
const LOWER = 0x20;

function isWord(code: number): boolean {
  const letter = code | LOWER;
  return (code >= DIGITS[0] && code <= DIGITS[1]) || (letter >= LETTERS[0] && letter <= LETTERS[1]);
}

/** Between the name of a variable or member and its value, also in JSON text inside JSON text. */
const ASSIGNMENT = /["'`\\\]]{0,4}\s{0,3}(?:=>|:=|=|:|\s)\s{0,3}["'`\\]{0,4}/y;

interface Match {
  readonly accepted: boolean;
  /** Behind what was read. */
  readonly end: number;
}

function match(text: string, at: number, { format, mark }: Candidate): Match | undefined {
  const { rest, assigned, accepts = looksRandom } = format;
  const markEnd = at + mark.length;
  const start = assigned === true ? endOf(ASSIGNMENT, text, markEnd) : markEnd;
  if (start === undefined) return undefined;
  rest.lastIndex = start;
  const found = rest.exec(text);
  if (found === null) return undefined;
  const secret = found.groups?.secret ?? found[1] ?? found[0];
  const near = (chars: number) => text.slice(Math.max(0, at - chars), markEnd + chars);
  return { accepted: accepts(secret, { near }), end: Math.max(rest.lastIndex, markEnd) };
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
