/** What no log line, error text or metric may hold, whatever a test is about. */
const CREDENTIALS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a token", /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}/],
  ["an Authorization header", /\bBearer +(?!resource_metadata|error)[\w.~+/-]{20,}/i],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY|"d"\s*:\s*"[\w-]{20,}"/],
  ["an entry", /"(description|content|learned_from)"\s*:/],
];

/** Shorter texts are found by chance. */
const SHORTEST = 12;

/** What is in `output` and should not be: a credential, an entry, or one of the texts that were `sent`. */
export function findLeak(output: string, sent: Iterable<string> = []): string | undefined {
  for (const [what, pattern] of CREDENTIALS) if (pattern.test(output)) return what;
  for (const text of sent) if (text.length >= SHORTEST && output.includes(text)) return `the text "${text}"`;
  return undefined;
}

/** @throws Error naming what leaked. */
export function requireNoLeak(output: string, sent?: Iterable<string>): void {
  const leak = findLeak(output, sent);
  if (leak !== undefined) throw new Error(`The server's output holds ${leak}:\n${output.slice(-5_000)}`);
}
