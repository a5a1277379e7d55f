import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../../domain/clock.ts";
import type { RecordStore } from "../../domain/oauth/record-store.ts";
import type { OwnerId } from "../../domain/owner.ts";

/** A challenge is answered within so many ms. */
export const CHALLENGE_MS = 300_000;
const CHALLENGE_BYTES = 32;

/** What a challenge was given out for: to sign in, or to add a passkey to somebody's account. */
export type ChallengePurpose =
  | { readonly kind: "authentication" }
  | { readonly kind: "registration"; readonly owner: OwnerId };

/** Random numbers that an authenticator signs, each for one answer, on whichever node it arrives. */
export interface PasskeyChallenges {
  issue(purpose: ChallengePurpose): Promise<Buffer>;
  /** True for exactly one answer to a challenge that was given out for this purpose and has not expired. */
  consume(challenge: string, purpose: ChallengePurpose): Promise<boolean>;
}

export interface ChallengeOptions {
  readonly records: Pick<RecordStore, "save" | "find" | "consume">;
  readonly clock: Clock;
}

export function createPasskeyChallenges({ records, clock }: ChallengeOptions): PasskeyChallenges {
  return {
    async issue(purpose) {
      const challenge = randomBytes(CHALLENGE_BYTES);
      await records.save({
        kind: "assertion",
        key: keyOf(challenge.toString("base64url")),
        payload: JSON.stringify({ purpose: purpose.kind }),
        ...(purpose.kind === "registration" ? { owner: purpose.owner } : {}),
        expiresAt: clock.now() + CHALLENGE_MS,
      });
      return challenge;
    },
    async consume(challenge, purpose) {
      const key = keyOf(challenge);
      const record = await records.find("assertion", key);
      if (record === undefined || record.expiresAt <= clock.now()) return false;
      const owner = purpose.kind === "registration" ? purpose.owner : undefined;
      if (record.owner !== owner || record.payload !== JSON.stringify({ purpose: purpose.kind }))
        return false;
      return records.consume("assertion", key, clock.now());
    },
  };
}

function keyOf(challenge: string): string {
  return hash("sha256", challenge, "base64url");
}
