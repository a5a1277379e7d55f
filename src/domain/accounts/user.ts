import { isTimeZone } from "../briefing/local-time.ts";
import { invalidParameter } from "../errors.ts";
import type { OwnerId } from "../owner.ts";
import type { EmailAddress } from "./email.ts";
import type { Identity } from "./identity-store.ts";

/** The account of an owner. The hash of the password never leaves the store with it. */
export interface User {
  readonly id: OwnerId;
  /** Lower case. */
  readonly email?: string;
  readonly emailVerified: boolean;
  /** E.164, such as `+4930123456`. */
  readonly phone?: string;
  readonly phoneVerified: boolean;
  readonly displayName?: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly hasPassword: boolean;
  /** Times in ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt?: number;
}

export interface NewUser {
  readonly id: OwnerId;
  readonly email?: EmailAddress;
  /** E.164. */
  readonly phone?: string;
  readonly displayName?: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly identities: readonly Identity[];
}

/** What becomes of an account; what is left out stays as it is, and `null` takes a value away. */
export interface UserChanges {
  readonly email?: EmailAddress | null;
  /** E.164. */
  readonly phone?: string | null;
  readonly displayName?: string | null;
  /** IANA name. */
  readonly timeZone?: string;
  readonly addedIdentities: readonly Identity[];
  readonly removedIdentities: readonly Identity[];
}

/** What others know of a person, which makes a bad password. */
export function wordsOf({
  id,
  email,
  displayName,
}: Pick<User, "id" | "email" | "displayName">): readonly string[] {
  return [id, email, displayName].filter((text) => text !== undefined);
}

const MAX_NAME_LENGTH = 200;
const MAX_SUBJECT_LENGTH = 255;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** @throws AwarenessError `invalid_parameter` unless 1..200 characters that can be seen. */
export function parseDisplayName(text: string, param = "display-name"): string {
  const name = text.trim();
  if (name === "" || name.length > MAX_NAME_LENGTH || UNSEEN.test(name)) {
    throw invalidParameter(
      param,
      `A name has 1 to ${MAX_NAME_LENGTH} characters, and no control characters.`,
    );
  }
  return name;
}

/**
 * A time zone as IANA spells it, however it was typed. An alias such as `Europe/Kyiv` is kept, unless it is all in lower case.
 * @throws AwarenessError `invalid_parameter` for a name that this system does not know.
 */
export function parseTimeZone(text: string, param = "timezone"): string {
  const zone = text.trim();
  // Some versions of Node take offsets for names.
  if (/^[+-]/.test(zone) || !isTimeZone(zone)) {
    throw invalidParameter(
      param,
      `Unknown time zone "${zone}"; expected an IANA name such as Europe/Berlin.`,
    );
  }
  const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions();
  const lower = zone.toLowerCase();
  return zone === lower || timeZone.toLowerCase() === lower ? timeZone : zone;
}

/** Reads each, and leaves out what was said twice. @throws AwarenessError `invalid_parameter`. */
export function parseIdentities(texts: readonly string[], param = "identity"): readonly Identity[] {
  const all = texts.map((text) => parseIdentity(text, param));
  return all.filter((one, index) => all.findIndex((other) => isSameIdentity(one, other)) === index);
}

export function isSameIdentity(one: Identity, other: Identity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

/** Reads `<issuer> <subject>`. @throws AwarenessError `invalid_parameter`. */
export function parseIdentity(text: string, param = "identity"): Identity {
  const [, issuer = "", subject = ""] = /^(\S+)\s+(.+)$/s.exec(text.trim()) ?? [];
  const isUrl = URL.canParse(issuer) && /^https?:$/.test(new URL(issuer).protocol);
  if (!isUrl || subject === "" || subject.length > MAX_SUBJECT_LENGTH || UNSEEN.test(subject)) {
    throw invalidParameter(
      param,
      'Expected "<issuer> <subject>": the URL that tokens name as iss, a space, and what they name as sub.',
    );
  }
  return { issuer, subject };
}
