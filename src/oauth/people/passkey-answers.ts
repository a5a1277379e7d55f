import { z } from "zod";

const base64url = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\w-]+$/);

/** At most 1023 bytes (WebAuthn level 3, section 5.1). */
const credentialId = base64url(1_364);
const LARGE = 20_000;

const common = { id: credentialId, rawId: credentialId, type: z.literal("public-key") };

const registration = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(LARGE),
    attestationObject: base64url(LARGE),
    transports: z.array(z.string().max(32)).max(16).catch([]).default([]),
  }),
  clientExtensionResults: z
    .object({ credProps: z.object({ rk: z.boolean().optional() }).optional() })
    .catch({})
    .default({}),
});

const authentication = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url(LARGE),
    authenticatorData: base64url(LARGE),
    signature: base64url(LARGE),
    userHandle: base64url(128).nullish(),
  }),
});

/** What a browser answers when a passkey was made, as `PublicKeyCredential.toJSON()` writes it. */
export type RegistrationAnswer = z.infer<typeof registration>;
/** The same when one was used. */
export type AuthenticationAnswer = z.infer<typeof authentication>;

/** `undefined` for what is none. */
export function readRegistration(answer: unknown): RegistrationAnswer | undefined {
  return registration.safeParse(answer).data;
}

/** `undefined` for what is none. */
export function readAuthentication(answer: unknown): AuthenticationAnswer | undefined {
  return authentication.safeParse(answer).data;
}

const clientData = z.object({
  challenge: z.string().min(1).max(200),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

/** What the browser, not the authenticator, says about the ceremony; `undefined` for what is none. */
export function readClientData(clientDataJson: string): z.infer<typeof clientData> | undefined {
  try {
    return clientData.safeParse(JSON.parse(Buffer.from(clientDataJson, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
