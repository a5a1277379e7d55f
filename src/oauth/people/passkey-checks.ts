import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { COSEALG, decodeAttestationObject } from "@simplewebauthn/server/helpers";
import type { Passkey } from "../../domain/oauth/passkey-store.ts";
import type { AuthenticationAnswer, RegistrationAnswer } from "./passkey-answers.ts";

/** Those that every Node of ours verifies: a passkey that was made on one node is to work on all. */
export const ALGORITHMS = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];

/** What an answer must say besides its signature. */
export interface Expected {
  readonly expectedOrigin: string;
  readonly expectedRPID: string;
  readonly expectedChallenge: string;
  readonly requireUserVerification: boolean;
}

/** The new key, or `undefined`: the library throws for every kind of wrong answer. */
export async function checkRegistration(
  answer: RegistrationAnswer,
  expected: Expected,
): Promise<Pick<Passkey, "id" | "publicKey" | "counter"> | undefined> {
  const { id, rawId, type, response } = answer;
  const { clientDataJSON, attestationObject } = response;
  try {
    if (carriesCertificates(attestationObject)) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      supportedAlgorithmIDs: ALGORITHMS,
      ...expected,
    });
    if (!verified || registrationInfo.credential.id !== id) return undefined;
    const { publicKey, counter } = registrationInfo.credential;
    return { id, publicKey, counter };
  } catch {
    return undefined;
  }
}

/** Nobody asked for an attestation, and certificates would be parsed, and perhaps looked up where they say. */
function carriesCertificates(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, "base64url")));
  const format = decoded.get("fmt");
  return !(format === "none" || (format === "packed" && decoded.get("attStmt").get("x5c") === undefined));
}

/** The authenticator's count of signatures, or `undefined`: the library throws for every kind of wrong answer. */
export async function checkAuthentication(
  answer: AuthenticationAnswer,
  { id, publicKey }: Passkey,
  expected: Expected,
): Promise<number | undefined> {
  const { rawId, type, response } = answer;
  const { clientDataJSON, authenticatorData, signature } = response;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id,
        rawId,
        type,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      // Its count is compared by the caller, who can tell a copy from all else.
      credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
      ...expected,
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}
