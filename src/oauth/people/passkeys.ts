import { hash } from "node:crypto";
import { generateAuthenticationOptions, generateRegistrationOptions } from "@simplewebauthn/server";
import type { Clock } from "../../domain/clock.ts";
import type { Passkey, PasskeyStore } from "../../domain/oauth/passkey-store.ts";
import type { RecordStore } from "../../domain/oauth/record-store.ts";
import type { OwnerId } from "../../domain/owner.ts";
import {
  type AuthenticationAnswer,
  readAuthentication,
  readClientData,
  readRegistration,
} from "./passkey-answers.ts";
import {
  CHALLENGE_MS,
  type ChallengePurpose,
  createPasskeyChallenges,
  type PasskeyChallenges,
} from "./passkey-challenges.ts";
import { ALGORITHMS, checkAuthentication, checkRegistration, type Expected } from "./passkey-checks.ts";
import { passkeySite } from "./passkey-site.ts";

/**
 * `expired`: the challenge is unknown, used, for something else, or too old: begin again. `wrong_origin`: the browser was at
 * another address than that of the server. `unknown`: nobody has this passkey. `taken`: somebody has it already.
 * `not_discoverable`: the device keeps no passkeys, so that nobody could sign in with this one. `copied`: it has been used
 * meanwhile, perhaps a copy of it. `invalid`: anything else that is wrong.
 */
export type PasskeyProblem =
  | "expired"
  | "wrong_origin"
  | "unknown"
  | "taken"
  | "not_discoverable"
  | "copied"
  | "invalid";
export interface PasskeyRefusal {
  readonly kind: "refused";
  readonly problem: PasskeyProblem;
}
/** `passkey` is not kept yet. */
export type RegistrationResult = { readonly kind: "verified"; readonly passkey: Passkey } | PasskeyRefusal;
export type AuthenticationResult =
  | { readonly kind: "signed_in"; readonly owner: OwnerId; readonly passkeyId: string }
  | PasskeyRefusal;

/** Whose passkey is to be made, and what it is called. */
export interface PasskeyHolder {
  readonly owner: OwnerId;
  /** As people read it; absent: the id. */
  readonly displayName?: string | undefined;
}

export interface PasskeyCeremonies {
  /** What `navigator.credentials.create` is given, as JSON. */
  registrationOptions(holder: PasskeyHolder): ReturnType<typeof generateRegistrationOptions>;
  /** Checks what the browser answered. `name`: what the owner calls the passkey. */
  verifyRegistration(owner: OwnerId, answer: unknown, name: string): Promise<RegistrationResult>;
  /** What `navigator.credentials.get` is given, as JSON; nobody needs to say who they are. */
  authenticationOptions(): ReturnType<typeof generateAuthenticationOptions>;
  /** Checks what the browser answered, and notes the use of the passkey. */
  verifyAuthentication(answer: unknown): Promise<AuthenticationResult>;
}

export interface PasskeyOptions {
  readonly passkeys: PasskeyStore;
  readonly records: Pick<RecordStore, "save" | "find" | "consume">;
  readonly clock: Clock;
  /** The URL of the OAuth server; see `arePasskeysPossible`. */
  readonly issuer: string;
}

const NAME_CHARS = 100;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const RP_NAME = "awareness";

/** Signing in by passkeys (WebAuthn level 3), each answer checked against a challenge that counts once. */
export function createPasskeys(options: PasskeyOptions): PasskeyCeremonies {
  const { rpId, origin } = passkeySite(options.issuer);
  const challenges = createPasskeyChallenges(options);
  const parts: Parts = {
    ...options,
    challenges,
    rpId,
    expected: { expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true },
    async takeChallenge(clientDataJson, purpose) {
      const data = readClientData(clientDataJson);
      if (data === undefined) return refuse("invalid");
      if (!(await challenges.consume(data.challenge, purpose))) return refuse("expired");
      if (data.origin !== origin || data.crossOrigin === true) return refuse("wrong_origin");
      return { kind: "answered", challenge: data.challenge };
    },
  };
  return { ...createRegistration(parts), ...createAuthentication(parts) };
}

interface Parts extends PasskeyOptions {
  readonly challenges: PasskeyChallenges;
  readonly rpId: string;
  readonly expected: Omit<Expected, "expectedChallenge">;
  /** The challenge that was answered, used up; else what is wrong. */
  takeChallenge(
    clientDataJson: string,
    purpose: ChallengePurpose,
  ): Promise<{ readonly kind: "answered"; readonly challenge: string } | PasskeyRefusal>;
}

function createRegistration(
  parts: Parts,
): Pick<PasskeyCeremonies, "registrationOptions" | "verifyRegistration"> {
  const { passkeys, challenges, clock, issuer, rpId, expected, takeChallenge } = parts;
  return {
    async registrationOptions({ owner, displayName = owner }) {
      const own = await passkeys.list(owner);
      return generateRegistrationOptions({
        rpName: RP_NAME,
        rpID: rpId,
        userName: owner,
        userID: userHandle(issuer, owner),
        userDisplayName: displayName,
        challenge: new Uint8Array(await challenges.issue({ kind: "registration", owner })),
        timeout: CHALLENGE_MS,
        attestationType: "none",
        excludeCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
        supportedAlgorithmIDs: ALGORITHMS,
      });
    },

    async verifyRegistration(owner, answer, name) {
      const read = readRegistration(answer);
      if (read === undefined) return refuse("invalid");
      const taken = await takeChallenge(read.response.clientDataJSON, { kind: "registration", owner });
      if (taken.kind === "refused") return taken;
      if (read.clientExtensionResults.credProps?.rk === false) return refuse("not_discoverable");
      const made = await checkRegistration(read, { ...expected, expectedChallenge: taken.challenge });
      if (made === undefined) return refuse("invalid");
      if ((await passkeys.find(made.id)) !== undefined) return refuse("taken");
      const { transports } = read.response;
      return {
        kind: "verified",
        passkey: { ...made, owner, transports, name: toName(name), createdAt: clock.now() },
      };
    },
  };
}

function createAuthentication(
  parts: Parts,
): Pick<PasskeyCeremonies, "authenticationOptions" | "verifyAuthentication"> {
  const { passkeys, challenges, clock, issuer, rpId, expected, takeChallenge } = parts;
  return {
    async authenticationOptions() {
      return generateAuthenticationOptions({
        rpID: rpId,
        challenge: new Uint8Array(await challenges.issue({ kind: "authentication" })),
        timeout: CHALLENGE_MS,
        userVerification: "required",
      });
    },

    async verifyAuthentication(answer) {
      const read = readAuthentication(answer);
      if (read === undefined) return refuse("invalid");
      const taken = await takeChallenge(read.response.clientDataJSON, { kind: "authentication" });
      if (taken.kind === "refused") return taken;
      const passkey = await passkeys.find(read.id);
      if (passkey === undefined) return refuse("unknown");
      if (!isHandleOf(read, issuer, passkey.owner)) return refuse("invalid");
      const counter = await checkAuthentication(read, passkey, {
        ...expected,
        expectedChallenge: taken.challenge,
      });
      return counter === undefined ? refuse("invalid") : noteUse(passkey, counter);
    },
  };

  async function noteUse({ id, owner }: Passkey, counter: number): Promise<AuthenticationResult> {
    return (await passkeys.use(id, counter, clock.now()))
      ? { kind: "signed_in", owner, passkeyId: id }
      : refuse("copied");
  }
}

/** What authenticators know an account by: it tells nothing about the person (WebAuthn level 3, section 14.6.1). */
function userHandle(issuer: string, owner: OwnerId) {
  return new Uint8Array(hash("sha256", `${issuer}\0${owner}`, "buffer"));
}

function isHandleOf({ response }: AuthenticationAnswer, issuer: string, owner: OwnerId): boolean {
  const { userHandle: handle } = response;
  return handle == null || handle === Buffer.from(userHandle(issuer, owner)).toString("base64url");
}

function toName(name: string): string {
  const seen = name.replace(UNSEEN, " ").trim().slice(0, NAME_CHARS).toWellFormed();
  return seen === "" ? "Passkey" : seen;
}

function refuse(problem: PasskeyProblem): PasskeyRefusal {
  return { kind: "refused", problem };
}
