import type { SecretFormat } from "./format.ts";
import { SECRET_FORMATS } from "./formats/all.ts";
import { type Candidate, indexMarks, type MarkIndex } from "./mark-index.ts";
import { looksRandom } from "./placeholders.ts";

/** Finds credentials in texts, each in time linear in its length. */
export interface SecretDetector {
  /** The format of the first credential in the text. */
  find(text: string): SecretFormat | undefined;
  /** The same, with a pause after every 65,536 characters, so that a long text holds nobody else up. */
  findWithPauses(text: string, pause: () => Promise<void>): Promise<SecretFormat | undefined>;
  /** All formats that credentials in the text have. */
  list(text: string): readonly SecretFormat[];
}

/** No credential is shorter. */
const SHORTEST = 12;
/** Characters between two pauses; the slowest texts take 250 ns for each. */
const SLICE = 65_536;

export function createSecretDetector(formats: readonly SecretFormat[] = SECRET_FORMATS): SecretDetector {
  let index: MarkIndex | undefined;
  const start = (text: string, onSecret: OnSecret): Scan => {
    index ??= indexMarks(formats);
    return startScan(text, index, onSecret);
  };
  const startToFind = (text: string) => {
    let found: SecretFormat | undefined;
    const advance = start(text, (format) => {
      found = format;
      return true;
    });
    return { advance, found: () => found };
  };
  return {
    find(text) {
      if (text.length < SHORTEST) return undefined;
      const { advance, found } = startToFind(text);
      advance(text.length);
      return found();
    },
    async findWithPauses(text, pause) {
      const { advance, found } = startToFind(text);
      for (let to = SLICE; advance(to); to += SLICE) await pause();
      return found();
    },
    list(text) {
      const found = new Set<SecretFormat>();
      const advance = start(text, (format) => {
        found.add(format);
        return false;
      });
      advance(text.length);
      return [...found];
    },
  };
}

/** Told of a credential; true: that is enough. */
type OnSecret = (format: SecretFormat) => boolean;

/** Looks for what begins before `to`, a position in the text; true when there is more to look through. */
type Scan = (to: number) => boolean;

/** Tells of every credential, in the order of the text, until `onSecret` answers true. */
function startScan(text: string, index: MarkIndex, onSecret: OnSecret): Scan {
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
  let at = 0;
  const last = text.length - 1;
  return (to) => {
    const end = Math.min(to, last);
    let first = text.charCodeAt(at);
    for (; at < end; at += 1) {
      const second = text.charCodeAt(at + 1);
      const candidates = index.at(first, second);
      if (candidates?.some((candidate) => isTold(candidate, at)) === true) return false;
      first = second;
    }
    return at < last;
  };
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
