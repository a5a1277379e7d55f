import { ConfigError } from "./config-error.ts";
import { type Folders, resolvePath } from "./database-url.ts";
import { isSecret, MAX_FORMER_SECRETS, splitSecrets } from "./value-types.ts";

/** Reads the text of a secret file. @throws when it cannot be read. */
export type ReadFile = (path: string) => string;

/** A secret that comes from a variable or from the file that its `…_FILE` variable names. */
export interface SecretRule {
  /** The variable; the one for the file ends with `_FILE`. */
  readonly name: string;
  /** Whether the text of a file will do. */
  readonly accepts: (text: string) => boolean;
  /** What a file's text is that will not do, and after the semicolon what is accepted. */
  readonly otherwise: string;
}

/** The key that signs tokens. */
export const SIGNING_SECRET: SecretRule = {
  name: "AWARENESS_JWT_SECRET",
  accepts: isSecret,
  otherwise: "too short; accepted: a file of at least 32 bytes; awareness secret prints one",
};

/** Former keys that signed tokens. */
export const FORMER_SECRETS: SecretRule = {
  name: "AWARENESS_JWT_SECRET_PREVIOUS",
  accepts: (text) => splitSecrets(text) !== undefined,
  otherwise: `no list of secrets; accepted: a file of at most ${MAX_FORMER_SECRETS} secrets of at least 32 bytes each, one per line`,
};

/** What seals private keys. */
export const SEALING_KEY: SecretRule = {
  name: "AWARENESS_KEY",
  accepts: isSecret,
  otherwise: SIGNING_SECRET.otherwise,
};

/** Where a database is, which may include a password. */
export function databaseUrlRule(name: string): SecretRule {
  return {
    name,
    accepts: (text) => /^\S.*$/.test(text),
    otherwise: "not one line; accepted: a file with the text of the variable",
  };
}

/**
 * The secret, from the variable or from the file.
 * @throws ConfigError when both are given, or the file cannot be read or its text is not accepted.
 */
export function chooseSecret(
  rule: SecretRule,
  secret: string | undefined,
  file: string | undefined,
  folders: Folders,
  readFile: ReadFile,
): string | undefined {
  if (file === undefined) return secret;
  const name = `${rule.name}_FILE`;
  if (secret !== undefined) {
    throw new ConfigError(`${rule.name} and ${name} are both set; accepted: one of them.`);
  }
  const text = readText(name, file, folders, readFile).replace(/\r?\n$/, "");
  if (rule.accepts(text)) return text;
  throw new ConfigError(`${name} is "${file}", whose text is ${rule.otherwise}.`);
}

function readText(name: string, file: string, folders: Folders, readFile: ReadFile): string {
  try {
    return readFile(resolvePath(file, folders));
  } catch (error) {
    if (/^postgres|:\/\//i.test(file)) {
      throw new ConfigError(`${name} holds what belongs into a file; accepted: the name of a readable file.`);
    }
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new ConfigError(
      `${name} is "${file}", which cannot be read (${reason}); accepted: a readable file.`,
    );
  }
}
