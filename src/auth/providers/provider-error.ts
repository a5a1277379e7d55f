/** Why a provider's documents could not be had: one line for the operator's log. It quotes nothing of what was answered. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  /** Nobody answers, or only to say that it cannot: another address of the same provider would do no better. */
  readonly isOutage: boolean;

  constructor(message: string, { isOutage = false }: { readonly isOutage?: boolean } = {}) {
    super(message);
    this.isOutage = isOutage;
  }
}
