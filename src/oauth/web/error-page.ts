import { renderMessage } from "../pages/message.ts";
import type { OAuthAddress } from "../server/address.ts";
import type { ErrorContext } from "../server/provider.ts";

/** Codes of the library by what they mean to a person. */
const CODES: Readonly<Record<string, string>> = {
  invalid_client: "unknown_client",
  invalid_client_metadata: "unknown_client",
  invalid_redirect_uri: "wrong_redirect",
};

/**
 * Fills the page of an error that must not be sent back to the client, because nobody knows where it is. The library's own
 * words are not shown: they may repeat what a stranger has sent.
 */
export function createErrorPage({ basePath: base }: OAuthAddress) {
  return (context: ErrorContext, code: string): void => {
    const page = renderMessage({ base, code: CODES[code] ?? code });
    context.set(page.headers);
    context.body = page.html;
  };
}
