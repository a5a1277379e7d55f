import { invalidParameter } from "../../domain/errors.ts";

/**
 * A phone number as E.164. The numbering plans of all countries are loaded at the first call, not at a start.
 * @throws AwarenessError `invalid_parameter` for a number without country code, or one that nobody can have.
 */
export async function parsePhone(text: string, param = "phone"): Promise<string> {
  const { ParseError, parsePhoneNumberWithError } = await import("libphonenumber-js/max");
  try {
    const phone = parsePhoneNumberWithError(text.trim());
    if (phone.ext === undefined && phone.isValid()) return phone.number;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw invalidParameter(param, "Expected a phone number with its country code, such as +49 30 123456.");
  }
  throw invalidParameter(param, "No such phone number can exist; check its digits.");
}
