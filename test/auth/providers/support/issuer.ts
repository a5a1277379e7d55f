import { createAccounts } from "../../../../src/auth/providers/accounts.ts";
import {
  createProviderIssuer,
  type ProviderIssuerOptions,
} from "../../../../src/auth/providers/provider-issuer.ts";
import { createTokenVerifier } from "../../../../src/auth/verify-token.ts";
import type { Identity, IdentityStore } from "../../../../src/domain/accounts/identity-store.ts";
import type { ProviderSettings } from "../../../../src/domain/accounts/provider-settings.ts";
import type { OwnerId } from "../../../../src/domain/owner.ts";
import { createLogger } from "../../../../src/telemetry/logger.ts";
import { aClock, aKeyRing } from "../../support/tokens.ts";
import { AUDIENCE, type FakeProvider } from "./fake-provider.ts";

export function settingsFor(issuer: string, more: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    issuer,
    audiences: [AUDIENCE],
    tokenType: "at+jwt",
    autoProvision: false,
    defaultScopes: [],
    algorithms: ["RS256", "PS256", "ES256", "EdDSA"],
    maxTokenAgeSeconds: 86_400,
    ...more,
  };
}

/** Everybody has an account: for tests of what comes before that question. */
export const everybodyIsAlice: IdentityStore = {
  findUser: async () => "alice" as OwnerId,
  link: async () => undefined,
  provision: async (_: Identity, id: OwnerId) => id,
};

export interface VerifierOptions extends Partial<Omit<ProviderIssuerOptions, "settings" | "clock">> {
  readonly clock?: ReturnType<typeof aClock>;
  readonly settings?: Partial<ProviderSettings>;
  readonly identities?: IdentityStore;
}

/** The verifier of a server that knows one provider, and what it has logged. */
export function aVerifier({ issuer }: Pick<FakeProvider, "issuer">, options: VerifierOptions = {}) {
  const lines: string[] = [];
  const { settings, identities = everybodyIsAlice, clock = aClock(), ...rest } = options;
  const log = createLogger("trace", { write: (line) => lines.push(line) });
  const accounts = createAccounts({ identities, clock });
  const provider = createProviderIssuer({
    accounts,
    clock,
    log,
    ...rest,
    settings: settingsFor(issuer, settings),
  });
  const isRevoked = async () => false;
  const verifier = createTokenVerifier({ keys: aKeyRing(), clock, isRevoked, providers: [provider] });
  return { verifier, clock, log: () => lines.join("") };
}
