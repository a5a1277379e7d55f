import { createSecretDetector } from "../domain/secrets/detect.ts";
import { refuseSecrets } from "../domain/secrets/refuse.ts";

/** Loaded with the first write: a conversation that only reads does without the formats. */
const DETECTOR = createSecretDetector();

/** @throws AwarenessError `secret_found` when a text or a name in `args` looks like a credential. */
export function refuseSecretsIn(args: unknown): Promise<void> {
  return refuseSecrets(DETECTOR, args);
}
