import type { Reply } from "../../http/exchange.ts";
import type { WebParts } from "./parts.ts";
import { messageReply, optionsReply } from "./replies.ts";

/** What a form for passkeys is sent to, below the path of its page. */
export const PASSKEY_STEPS = ["passkey-options", "passkey"] as const;
export type PasskeyStep = (typeof PASSKEY_STEPS)[number];

/** For a page at `path`: where its passkey button gets options and sends the answer; nothing where there are no passkeys. */
export function passkeyView({ ceremonies }: WebParts, path: string) {
  if (ceremonies === undefined) return {};
  return { passkey: { optionsUrl: `${path}/passkey-options`, action: `${path}/passkey` } };
}

/** Options for signing in with any passkey. */
export async function signInOptions({ ceremonies, address }: WebParts): Promise<Reply> {
  if (ceremonies === undefined) return messageReply(address, "not_found");
  return optionsReply(await ceremonies.authenticationOptions());
}

/** What to say of a passkey that was not accepted. */
export function sayPasskeyProblem(problem: string): string {
  switch (problem) {
    case "expired":
      return "That took too long. Try once more.";
    case "taken":
      return "This passkey is in use already.";
    case "not_discoverable":
      return "This device cannot keep the passkey so that you could sign in with it. Use another device or a password.";
    case "wrong_origin":
      return "This page was opened under another address than that of the server. Open the address that the server prints.";
    default:
      return "This passkey cannot be used here. Try another one, or a password.";
  }
}
