import { AwarenessError } from "../errors.ts";
import { findInJson } from "../json-guard.ts";
import type { SecretDetector } from "./detect.ts";

/**
 * Refuses arguments that hold a credential, in any text or name of a member at any depth.
 * @throws AwarenessError `secret_found` with the place and the kind; never with any part of the value.
 */
export function refuseSecrets(detector: SecretDetector, args: unknown): void {
  const hit = findInJson(args, (text) => detector.find(text));
  if (hit === undefined) return;
  const { found, path, parent, inName } = hit;
  // A name is the secret itself: the path ends before it.
  const param = inName ? parent : path;
  const where = inName ? (param === "" ? "The name of an argument" : `A name in ${param}`) : param;
  const kind = found.name;
  throw new AwarenessError(
    "secret_found",
    `${where} looks like it holds a credential (${kind}). Store where it is kept instead, such as its name in a password manager, or repeat with allow_secret: true.`,
    { details: { ...(param === "" ? {} : { param }), kind } },
  );
}
