import { ConfigError } from "./config-error.ts";
import { type Folders, resolvePath } from "./database-url.ts";

/** Reads the text of a secret file. @throws when it cannot be read. */
export type ReadFile = (path: string) => string;

const FILE = "AWARENESS_JWT_SECRET_FILE";

/**
 * The signing secret, from the variable or from the file.
 * @throws ConfigError when both are given, or the file cannot be read or holds less than 32 bytes.
 */
export function chooseSecret(
  secret: string | undefined,
  file: string | undefined,
  folders: Folders,
  readFile: ReadFile,
): string | undefined {
  if (file === undefined) return secret;
  if (secret !== undefined) {
    throw new ConfigError(`AWARENESS_JWT_SECRET and ${FILE} are both set; accepted: one of them.`);
  }
  const text = readText(file, folders, readFile).replace(/\r?\n$/, "");
  if (Buffer.byteLength(text) >= 32) return text;
  throw new ConfigError(
    `${FILE} is "${file}", whose text is too short; accepted: a file of at least 32 bytes; awareness secret prints one.`,
  );
}

function readText(file: string, folders: Folders, readFile: ReadFile): string {
  try {
    return readFile(resolvePath(file, folders));
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new ConfigError(
      `${FILE} is "${file}", which cannot be read (${reason}); accepted: a readable file.`,
    );
  }
}
