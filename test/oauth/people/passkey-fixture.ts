import { randomBytes } from "node:crypto";
import type { OwnerId } from "../../../src/domain/owner.ts";
import type { Store } from "../../../src/domain/store.ts";
import { createPasskeys, type PasskeyCeremonies } from "../../../src/oauth/people/passkeys.ts";
import { START, type TestClock } from "../../contract/backends.ts";
import { type Authenticator, type Ceremony, createAuthenticator } from "../../helpers/authenticator.ts";

export const ISSUER = "https://memory.example.org/awareness";
export const SITE = { origin: "https://memory.example.org", rpId: "memory.example.org" };

export function ceremoniesOf({ store, clock }: { readonly store: Store; readonly clock: TestClock }) {
  return createPasskeys({ passkeys: store.passkeys, records: store.oauthRecords, clock, issuer: ISSUER });
}

export async function addAccount({ users }: Store, id: OwnerId): Promise<void> {
  await users.add({ id, timeZone: "UTC", identities: [] }, START);
}

/** Makes a passkey and keeps it; answers what the account is known by. */
export async function enrol(
  ceremonies: PasskeyCeremonies,
  { passkeys }: Store,
  owner: OwnerId,
  device: Authenticator = createAuthenticator(),
) {
  const { challenge, user } = await ceremonies.registrationOptions({ owner });
  const result = await ceremonies.verifyRegistration(
    owner,
    device.create({ ...SITE, challenge }),
    "Ada's laptop",
  );
  if (result.kind !== "verified") throw new Error(`The passkey was refused: ${result.problem}`);
  await passkeys.insert(result.passkey);
  return { device, handle: user.id, passkey: result.passkey };
}

/** Signs in, with whatever is different about it. */
export async function signInWith(
  ceremonies: PasskeyCeremonies,
  device: Authenticator,
  different: Partial<Ceremony> = {},
  handle?: string,
) {
  const { challenge } = await ceremonies.authenticationOptions();
  return ceremonies.verifyAuthentication(device.get({ ...SITE, challenge, ...different }, handle));
}

export const strangeChallenge = () => randomBytes(32).toString("base64url");
