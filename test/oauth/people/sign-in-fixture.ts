import { parseEmail } from "../../../src/domain/accounts/email.ts";
import type { OwnerId } from "../../../src/domain/owner.ts";
import type { Store } from "../../../src/domain/store.ts";
import { createKnownBrowsers } from "../../../src/oauth/people/known-browsers.ts";
import { createPasswordQueue } from "../../../src/oauth/people/password-queue.ts";
import { createPasswordSignIn, type PasswordAttempt } from "../../../src/oauth/people/sign-in.ts";
import { START, type TestClock } from "../../contract/backends.ts";
import { cheapHash } from "../support/cheap-hash.ts";

export const PASSWORD = "seven unlikely horses";

/** An account with `PASSWORD`. */
export async function addPerson({ users }: Store, id: OwnerId, email?: string): Promise<void> {
  await users.add(
    {
      id,
      timeZone: "UTC",
      identities: [],
      ...(email === undefined ? {} : { email: parseEmail(email) }),
    },
    START,
  );
  await users.setPassword(id, cheapHash(PASSWORD), START);
}

/** What one node has of it. */
export function nodeOf({ store, clock }: { readonly store: Store; readonly clock: TestClock }) {
  const { users, rateLimits, cursorKey } = store;
  const browsers = createKnownBrowsers(cursorKey);
  const passwords = createPasswordQueue();
  const { signIn } = createPasswordSignIn({ users, rateLimits, passwords, browsers, clock });
  const attempt = (parts: Partial<PasswordAttempt> = {}) =>
    signIn({ name: "alice", password: PASSWORD, network: "192.0.2.1", knownBrowser: undefined, ...parts });
  return { attempt, passwords, browsers };
}
