/** Words that people write in place of a secret, and runs that no generator makes. */
const PLACEHOLDER =
  /example|placeholder|change_?me|redacted|dummy|sample|your[-_]|insert[-_]|replace[-_]|x{6}|\*{3}|0123456789|123456789|abcdefgh|(.)\1{5}/i;

/** Signatures of the tokens that documentation of the format shows, such as that of jwt.io. */
const WELL_KNOWN = [
  "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  "TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ",
];

/** Bits for each character; what a generator makes of 16 hexadecimal digits or more has hardly ever less. */
const LEAST_ENTROPY = 2.6;
const MOST_LOOKED_AT = 256;

/** Characters as a machine draws them: neither a placeholder nor a repetition. */
export function looksRandom(text: string): boolean {
  const start = text.slice(0, MOST_LOOKED_AT);
  return !PLACEHOLDER.test(start) && entropyOf(start) >= LEAST_ENTROPY && !isWellKnown(text);
}

/** For marks that are names, or begin words: what follows has digits, or both cases. */
export function looksDrawn(text: string): boolean {
  return looksRandom(text) && (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text)));
}

/** For keys of hundreds of characters, in which runs are ordinary. */
export function isVaried(text: string): boolean {
  return entropyOf(text.slice(0, MOST_LOOKED_AT)) >= LEAST_ENTROPY;
}

function isWellKnown(text: string): boolean {
  return WELL_KNOWN.some((signature) => text.endsWith(signature));
}

/** Shannon's entropy in bits for each character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const STAND_IN =
  /pass(?:wor[dt]|wd|phrase)?|pwd|secret|example|placeholder|change|redacted|dummy|sample|your|hidden|token|x{3}|\*{2}|\.{3}|^\W+$|^(.)\1*$/;
const DEFAULT =
  /^(?:user(?:name)?|root|admin|test(?:ing)?|demo|dev|guest|postgres|mysql|mongo|redis|rabbitmq|sa|foo|bar|baz|abc|123\d*|open sesame)$/;
/** What a program fills in: `$NAME`, `{name}`, `%s`, `[name]`, `<name>`. */
const VARIABLE = /^\$|^%[sdv(]|[{}<>[\]]/;

const LEET: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "l"],
  ["3", "e"],
  ["4", "a"],
  ["5", "s"],
  ["@", "a"],
  ["$", "s"],
]);

/** A password that a person chose, unless it is one of those that stand in examples. */
export function looksLikePassword(text: string): boolean {
  const lower = text.toLowerCase();
  const spelt = lower.replace(/[01345@$]/g, (sign) => LEET.get(sign) ?? sign);
  return !VARIABLE.test(text) && !DEFAULT.test(lower) && !STAND_IN.test(spelt) && !STAND_IN.test(lower);
}
