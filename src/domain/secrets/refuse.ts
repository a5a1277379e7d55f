import { setImmediate as letOthersRun } from "node:timers/promises";
import { AwarenessError } from "../errors.ts";
import { findInJson } from "../json-guard.ts";
import type { SecretDetector } from "./detect.ts";
import type { SecretFormat } from "./format.ts";

/** Characters that are looked through in one go, which takes 15 ms at worst. */
const AT_ONCE = 65_536;

/**
 * Refuses arguments that hold a credential, in any text or name of a member at any depth. Long ones are looked through a
 * piece at a time, and others are served in between.
 * @throws AwarenessError `secret_found` with the place and the kind; never with any part of the value.
 */
export async function refuseSecrets(detector: SecretDetector, args: unknown): Promise<void> {
  const hit = findInJson(args, await judgeOf(detector, args));
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

type Judge = (text: string) => SecretFormat | undefined;

/** Knows the long texts' verdicts, and finds those of the short ones when asked. */
async function judgeOf(detector: SecretDetector, args: unknown): Promise<Judge> {
  const texts = textsOf(args);
  if (texts === undefined) return (text) => detector.find(text);
  const found = new Map<string, SecretFormat>();
  let since = 0;
  const pause = async () => {
    since = 0;
    await letOthersRun();
  };
  for (const text of texts) {
    const format = await detector.findWithPauses(text, pause);
    if (format !== undefined) found.set(text, format);
    since += text.length;
    if (since > AT_ONCE) await pause();
  }
  return (text) => found.get(text);
}

/** All texts and names; `undefined` when there are few enough characters to be looked through at once. */
function textsOf(args: unknown): readonly string[] | undefined {
  const texts: string[] = [];
  let chars = 0;
  findInJson(args, (text) => {
    texts.push(text);
    chars += text.length;
    return undefined;
  });
  return chars > AT_ONCE ? texts : undefined;
}
