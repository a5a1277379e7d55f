import { invalidParameter } from "./errors.ts";

declare const ownerBrand: unique symbol;

/** Tenant key of every row. Made only by authentication or from the stdio profile, never from a tool argument. */
export type OwnerId = string & { readonly [ownerBrand]: true };

/** Owner of shared, read-only rows. Nobody may sign in as it. */
export const SYSTEM_OWNER = "_system" as OwnerId;

const OWNER_PATTERN = /^[\x21-\x7e]{1,255}$/;

/**
 * Turns a checked subject into an owner id.
 * @throws AwarenessError `invalid_parameter` unless 1..255 printable ASCII characters, not `_system` or `__proto__`.
 */
export function parseOwner(value: string, param = "owner"): OwnerId {
  if (!OWNER_PATTERN.test(value) || value === SYSTEM_OWNER || value === "__proto__") {
    throw invalidParameter(
      param,
      "An owner is 1 to 255 printable ASCII characters without spaces, and not a reserved name.",
    );
  }
  return value as OwnerId;
}
