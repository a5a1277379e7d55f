import type { Config } from "./config.ts";
import type { Folders } from "./database-url.ts";
import { chooseSecret, FORMER_SECRETS, type ReadFile, SEALING_KEY, SIGNING_SECRET } from "./secret-file.ts";
import { splitSecrets } from "./value-types.ts";
import type { Values } from "./variables.ts";

type KeySettings = Pick<Config, "jwtSecret" | "formerJwtSecrets" | "jwtAlgorithm" | "sealingKey">;

/**
 * The keys that sign tokens, from variables or from the files they name.
 * @throws ConfigError when both are given, or a file cannot be read or its text is not accepted.
 */
export function readKeys(values: Values, folders: Folders, readFile: ReadFile): KeySettings {
  const former = values.AWARENESS_JWT_SECRET_PREVIOUS;
  const formerText = chooseSecret(
    FORMER_SECRETS,
    former?.join("\n"),
    values.AWARENESS_JWT_SECRET_PREVIOUS_FILE,
    folders,
    readFile,
  );
  return {
    jwtSecret: chooseSecret(
      SIGNING_SECRET,
      values.AWARENESS_JWT_SECRET,
      values.AWARENESS_JWT_SECRET_FILE,
      folders,
      readFile,
    ),
    formerJwtSecrets: former ?? splitSecrets(formerText ?? "") ?? [],
    jwtAlgorithm: values.AWARENESS_JWT_ALGORITHM,
    sealingKey: chooseSecret(SEALING_KEY, values.AWARENESS_KEY, values.AWARENESS_KEY_FILE, folders, readFile),
  };
}
