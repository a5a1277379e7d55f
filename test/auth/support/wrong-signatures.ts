import { vi } from "vitest";
import type { TokenVerifier } from "../../../src/auth/verify-token.ts";

/** What a verifier says to a good token and to two with a wrong signature, and how many signatures it checked for each. */
export async function checkSignatures(verifier: TokenVerifier, good: string) {
  const check = vi.spyOn(crypto.subtle, "verify");
  const at = good.lastIndexOf(".") + 1;
  const flip = (index: number) =>
    good.slice(0, index) + (good[index] === "A" ? "Q" : "A") + good.slice(index + 1);
  const outcomes: (readonly [answer: string, checks: number])[] = [];
  for (const token of [good, flip(at), flip(good.length - 6)]) {
    check.mockClear();
    const answer = await verifier.verify(token).then(
      () => "accepted",
      ({ message }: Error) => message,
    );
    outcomes.push([answer, check.mock.calls.length]);
  }
  check.mockRestore();
  return outcomes;
}

/** How long each takes is measured by `npm run bench -- refusal-timing`. */
export const ONE_CHECK_EACH = [
  ["accepted", 1],
  ["Invalid token", 1],
  ["Invalid token", 1],
];
