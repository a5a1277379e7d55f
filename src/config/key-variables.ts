import { z } from "zod";
import { SIGNING_ALGORITHMS } from "../domain/accounts/signing-key.ts";
import { isSecret, MAX_FORMER_SECRETS, secretList } from "./value-types.ts";
import { variable } from "./variable.ts";

/** Variables of the keys that sign tokens. */
export const keyVariables = {
  AWARENESS_JWT_SECRET_PREVIOUS: variable(() => secretList(), undefined, {
    description:
      "Former values of `AWARENESS_JWT_SECRET`, whose tokens still count; separated by line breaks, or in one line by spaces.",
    accepts: `at most ${MAX_FORMER_SECRETS} secrets of at least 32 bytes each, separated by line breaks or spaces`,
    initial: "none",
    secret: true,
  }),
  AWARENESS_JWT_SECRET_PREVIOUS_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the above instead.",
    accepts: `a readable file of at most ${MAX_FORMER_SECRETS} secrets of at least 32 bytes each`,
    initial: "none",
  }),
  AWARENESS_JWT_ALGORITHM: variable(() => z.enum(SIGNING_ALGORITHMS), "HS256", {
    description:
      "What new tokens are signed with: a secret (HS256), or a key pair that is kept in the database and whose public key is published at `/.well-known/jwks.json`. Tokens of every algorithm are accepted at any time.",
    accepts: "HS256, ES256, RS256 or EdDSA",
    initial: "`HS256`",
  }),
  AWARENESS_KEY: variable(() => z.string().refine(isSecret), undefined, {
    description:
      "Seals the private keys in the database (AES-256-GCM). Set the same one on every node; without it they cannot be used again.",
    accepts: "at least 32 bytes; awareness secret prints one",
    initial: "none, private keys lie in the database as they are",
    secret: true,
  }),
  AWARENESS_KEY_FILE: variable(() => z.string(), undefined, {
    description: "File that holds the above instead; a line break at its end does not count.",
    accepts: "a readable file whose text is at least 32 bytes",
    initial: "none",
  }),
};
