import type { User } from "../domain/accounts/user.ts";
import { toIso } from "../domain/clock.ts";

/** A user as commands print one; absent values are null. */
export function userJson(user: User) {
  return {
    id: user.id,
    email: user.email ?? null,
    email_verified: user.emailVerified,
    phone: user.phone ?? null,
    phone_verified: user.phoneVerified,
    display_name: user.displayName ?? null,
    timezone: user.timeZone,
    has_password: user.hasPassword,
    created_at: toIso(user.createdAt),
    updated_at: user.updatedAt === undefined ? null : toIso(user.updatedAt),
  };
}
