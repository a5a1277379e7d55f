import type { Config } from "../../config/config.ts";
import { parseEmail } from "../../domain/accounts/email.ts";
import {
  type NewUser,
  parseDisplayName,
  parseIdentities,
  parseTimeZone,
} from "../../domain/accounts/user.ts";
import { parseOwner } from "../../domain/owner.ts";
import type { AppDeps } from "../deps.ts";
import { withStore } from "../open-store.ts";
import { parsePhone } from "./phone.ts";

/** As it was typed. */
export interface UserRequest {
  readonly id: string;
  readonly email?: string | undefined;
  readonly displayName?: string | undefined;
  readonly phone?: string | undefined;
  readonly timezone: string;
  /** Each an issuer, a space and a subject. */
  readonly identities: readonly string[];
}

/**
 * Adds an account.
 * @throws AwarenessError `invalid_parameter` before anything is opened; `conflict` for what is somebody's already.
 */
export async function addUser(config: Config, deps: AppDeps, request: UserRequest): Promise<NewUser> {
  const user = await parseUser(request);
  await withStore(config, deps, (store) => store.users.add(user, deps.clock.now()));
  return user;
}

async function parseUser({
  id,
  email,
  displayName,
  phone,
  timezone,
  identities,
}: UserRequest): Promise<NewUser> {
  return {
    id: parseOwner(id, "id"),
    ...(email === undefined ? {} : { email: parseEmail(email) }),
    ...(phone === undefined ? {} : { phone: await parsePhone(phone) }),
    ...(displayName === undefined ? {} : { displayName: parseDisplayName(displayName) }),
    timeZone: parseTimeZone(timezone),
    identities: parseIdentities(identities),
  };
}
