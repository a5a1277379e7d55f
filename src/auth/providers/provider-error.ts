/** Why a provider's documents could not be had: one line for the operator's log. It quotes nothing of what was answered. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}
