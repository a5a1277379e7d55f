import type { Scope } from "../principal.ts";

/** Signatures that an identity provider may use; none that the verifier could make itself. */
export const PROVIDER_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"] as const;
export type ProviderAlgorithm = (typeof PROVIDER_ALGORITHMS)[number];

/** `at+jwt` (RFC 9068) tells access tokens from all others; `any` is for providers that do not say what a token is. */
export const TOKEN_TYPES = ["at+jwt", "any"] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** An identity provider whose access tokens are accepted, and under which rules. */
export interface ProviderSettings {
  /** The exact `iss` of its tokens, compared byte for byte: a slash at the end counts. */
  readonly issuer: string;
  /** `aud` must be, or hold, one of these. */
  readonly audiences: readonly string[];
  /** Where its keys are; absent: what its metadata say. */
  readonly jwksUri?: string;
  readonly tokenType: TokenType;
  /** Make a user for an identity that belongs to nobody. */
  readonly autoProvision: boolean;
  /** Scopes of a token that carries none of ours. */
  readonly defaultScopes: readonly Scope[];
  readonly algorithms: readonly ProviderAlgorithm[];
  /** Longest lifetime of a token, from `iat` to `exp`, seconds. */
  readonly maxTokenAgeSeconds: number;
}
