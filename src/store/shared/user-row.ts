import type { Identity } from "../../domain/accounts/identity-store.ts";
import type { NewUser, User, UserChanges } from "../../domain/accounts/user.ts";
import type { Holdings } from "../../domain/accounts/user-store.ts";
import { AwarenessError } from "../../domain/errors.ts";
import type { OwnerId } from "../../domain/owner.ts";
import { OWNED_TABLES } from "./owned-tables.ts";

export const USER_COLUMNS = /* sql */ `
         id, email, email_verified, phone, phone_verified, display_name, timezone,
         password_hash IS NOT NULL AS has_password, created_at, updated_at`;

/** Flags are numbers on SQLite. */
export interface UserRow {
  readonly id: OwnerId;
  readonly email: string | null;
  readonly email_verified: boolean | number;
  readonly phone: string | null;
  readonly phone_verified: boolean | number;
  readonly display_name: string | null;
  readonly timezone: string;
  readonly has_password: boolean | number;
  readonly created_at: number;
  readonly updated_at: number | null;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    ...(row.email === null ? {} : { email: row.email }),
    emailVerified: Boolean(row.email_verified),
    ...(row.phone === null ? {} : { phone: row.phone }),
    phoneVerified: Boolean(row.phone_verified),
    ...(row.display_name === null ? {} : { displayName: row.display_name }),
    timeZone: row.timezone,
    hasPassword: Boolean(row.has_password),
    createdAt: row.created_at,
    ...(row.updated_at === null ? {} : { updatedAt: row.updated_at }),
  };
}

/** Values of the statement that adds a user. */
export function toUserValues(user: NewUser, now: number) {
  const { id, email, phone = null, displayName = null, timeZone } = user;
  const [address, canonical] = [email?.address ?? null, email?.canonical ?? null];
  return { id, address, canonical, phone, displayName, timeZone, now };
}

/** Values of the statement that changes a user; a flag tells whether a column is meant at all. */
export function toChangeValues(
  id: OwnerId,
  { email, phone, displayName, timeZone }: UserChanges,
  now: number,
) {
  const flag = (value: unknown) => (value === undefined ? 0 : 1);
  return {
    id,
    setsEmail: flag(email),
    address: email?.address ?? null,
    canonical: email?.canonical ?? null,
    setsPhone: flag(phone),
    phone: phone ?? null,
    setsName: flag(displayName),
    displayName: displayName ?? null,
    timeZone: timeZone ?? null,
    now,
  };
}

/** How many rows of each kind there are, as both engines count them. */
export interface HoldingCounts {
  readonly live: number;
  readonly valid_tokens: number;
  readonly open_sessions: number;
  readonly valid_grants: number;
  readonly last_at: number | null;
}

/** `counts` are those of `OWNED_TABLES`, in their order. */
export function toHoldings(counts: readonly number[], more: HoldingCounts): Holdings {
  const found = OWNED_TABLES.map((name, index) => [name, counts[index] ?? 0] as const);
  const all = new Map<string, number>(found);
  return {
    rows: Object.fromEntries(found.filter(([, count]) => count > 0)),
    entries: more.live,
    trash: (all.get("entries") ?? 0) - more.live,
    tokens: more.valid_tokens,
    sessions: more.open_sessions,
    grants: more.valid_grants,
    passkeys: all.get("passkeys") ?? 0,
    ...(more.last_at === null ? {} : { lastActivityAt: more.last_at }),
  };
}

/** What is somebody's already, by the unique constraint that was violated. */
export type Taken = "id" | "email" | "identity";

const TAKEN: Readonly<Record<Taken, string>> = {
  id: "A user with this id exists; awareness user show tells about it, awareness user update changes it.",
  email: "Another user has this e-mail address, or one that reaches the same mailbox.",
  identity: "Another user has this identity.",
};

export function notTheirsError({ issuer, subject }: Identity): AwarenessError {
  return new AwarenessError(
    "not_found",
    `The user has no identity "${issuer} ${subject}"; awareness user show lists the user's identities.`,
    { details: { param: "remove-identity" } },
  );
}

export function takenError(param: Taken, cause?: unknown): AwarenessError {
  return new AwarenessError("conflict", TAKEN[param], { details: { param }, cause });
}
