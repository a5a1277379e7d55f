const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";

/** Letters of the templates: `{A36}` is 36 letters and digits. */
const ALPHABETS: Readonly<Record<string, string>> = {
  A: LOWER + UPPER + DIGITS,
  L: LOWER + UPPER,
  l: LOWER + DIGITS,
  U: UPPER + DIGITS,
  x: `${DIGITS}abcdef`,
  d: DIGITS,
  w: `${LOWER}${UPPER}${DIGITS}_-`,
  b: `${LOWER}${UPPER}${DIGITS}+/`,
  B: `${UPPER}234567`,
  k: "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
};

export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Fills a template; `{i}` is a UUID. Nothing that a scanner of repositories knows stands in a file. */
export function draw(template: string, random: Random): string {
  const filled = template.replaceAll("{i}", "{x8}-{x4}-{x4}-{x4}-{x12}");
  return filled.replace(/\{([A-Za-z])(\d+)\}/g, (_, letter: string, count: string) => {
    const alphabet = ALPHABETS[letter] ?? "";
    return Array.from({ length: Number(count) }, () => alphabet[Math.floor(random() * alphabet.length)]).join(
      "",
    );
  });
}
