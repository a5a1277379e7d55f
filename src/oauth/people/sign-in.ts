import type { UserStore } from "../../domain/accounts/user-store.ts";
import type { Clock } from "../../domain/clock.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { RateLimitStore } from "../../domain/rate-limits/rate-limit-store.ts";
import type { KnownBrowsers } from "./known-browsers.ts";
import { type PasswordQueue, QUEUE_RETRY_MS, type QueueOptions } from "./password-queue.ts";
import { createSignInThrottle } from "./sign-in-throttle.ts";

/** What somebody typed, and from where. */
export interface PasswordAttempt {
  /** A user id, or the e-mail address of exactly one account, verified or not. */
  readonly name: string;
  readonly password: string;
  /** As `networkOf` answers it for the client's address. */
  readonly network: string;
  /** The browser's cookie as it came, made by `KnownBrowsers` or not. */
  readonly knownBrowser: string | undefined;
}

export type SignInResult =
  /** `knownBrowser` is for the browser to keep. */
  | { readonly kind: "signed_in"; readonly owner: OwnerId; readonly knownBrowser: string }
  /** Wrong name or wrong password: which of them is not said. */
  | { readonly kind: "refused" }
  | { readonly kind: "throttled"; readonly retryMs: number };

export interface SignInOptions {
  readonly users: Pick<UserStore, "find" | "findByEmail" | "findPassword">;
  readonly rateLimits: Pick<RateLimitStore, "take">;
  readonly passwords: PasswordQueue;
  readonly browsers: KnownBrowsers;
  readonly clock: Clock;
}

export interface PasswordSignIn {
  signIn(attempt: PasswordAttempt): Promise<SignInResult>;
}

const MAX_NAME = 255;
/** No password that was set is as long. */
const MAX_PASSWORD = 1_024;

/**
 * Signs people in by password. Neither the answer nor the time that it takes tells whether a name is somebody's. Each try,
 * good or bad, is one of 5 for the name (one more every 3 minutes) and of 20 for the network (one more every 45 s): it is
 * taken before the password is looked at, so that many at once are not more than one after the other. In a browser that has
 * signed in to the account before, a try is taken from that browser's own 5 and from nothing else: a good sign-in there costs
 * the account nothing, and whoever guesses elsewhere cannot keep its owner out.
 */
export function createPasswordSignIn(options: SignInOptions): PasswordSignIn {
  const { users, passwords, browsers } = options;
  const throttle = createSignInThrottle(options);

  /** Asks the same questions whether or not the name is somebody's. An id counts before an address. */
  async function find(name: string) {
    const id = toOwner(name);
    if (id === undefined) return { owner: undefined, hash: undefined };
    const byId = await users.find(id);
    const byEmail = id.includes("@") ? await users.findByEmail(id.toLowerCase()) : undefined;
    const owner = byId?.id ?? byEmail?.id;
    return { owner, hash: await users.findPassword(owner ?? id) };
  }

  return {
    async signIn({ name: typed, password, network, knownBrowser }) {
      const name = typed.trim().slice(0, MAX_NAME);
      const { owner, hash } = await find(name);
      const browser = owner === undefined ? undefined : browsers.identify(knownBrowser, owner);
      const first = { first: browser !== undefined };
      if (passwords.isFull(first)) return { kind: "throttled", retryMs: QUEUE_RETRY_MS };
      const retryMs = await throttle.take({ name: toCounted(name), network, browser });
      if (retryMs > 0) return { kind: "throttled", retryMs };
      const isRight = await verify(passwords, { password, hash }, first);
      if (isRight === undefined) return { kind: "throttled", retryMs: QUEUE_RETRY_MS };
      if (!isRight || owner === undefined) return { kind: "refused" };
      return { kind: "signed_in", owner, knownBrowser: toKeep(owner, browser, knownBrowser) };
    },
  };

  function toKeep(owner: OwnerId, browser: string | undefined, token: string | undefined): string {
    return browser === undefined || token === undefined ? browsers.issue(owner) : token;
  }
}

/** What is too long to be a password takes as long as others. */
function verify(
  passwords: PasswordQueue,
  { password, hash }: { readonly password: string; readonly hash: string | undefined },
  options: QueueOptions,
): Promise<boolean | undefined> {
  const isTooLong = password.length > MAX_PASSWORD;
  return isTooLong ? passwords.verify("", undefined, options) : passwords.verify(password, hash, options);
}

/** E-mail addresses are the same in upper and lower case, ids are not. */
function toCounted(name: string): string {
  return name.includes("@") ? name.toLowerCase() : name;
}

function toOwner(name: string): OwnerId | undefined {
  try {
    return parseOwner(name);
  } catch (error) {
    if (error instanceof AwarenessError) return undefined;
    throw error;
  }
}
