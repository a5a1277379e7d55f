import { invalidParameter } from "../errors.ts";

/** An e-mail address, and the form by which two of them are told to be one mailbox. */
export interface EmailAddress {
  /** Lower case. */
  readonly address: string;
  /** See `canonicalEmail`. */
  readonly canonical: string;
}

const ASCII = /^[\0-\x7f]*$/;
const LOCAL = /^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}$/u;
const LABEL = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/;
/** RFC 5321, 4.5.3.1: what fits between the angle brackets of a path. */
const MAX_LENGTH = 254;
const GOOGLE = ["gmail.com", "googlemail.com"];

/**
 * An address in ASCII: only those are compared with what identity providers say of people.
 * @throws AwarenessError `invalid_parameter` for what cannot be an address such as `ada@example.com`.
 */
export function parseEmail(text: string, param = "email"): EmailAddress {
  if (!ASCII.test(text.trim())) {
    throw invalidParameter(
      param,
      "Expected an e-mail address in ASCII, such as ada@example.com: sign-ins are linked by no other; write a domain as xn--….",
    );
  }
  const address = text.trim().toLowerCase();
  const canonical = canonicalEmail(address);
  if (address.length > MAX_LENGTH || !isAddress(address) || !isAddress(canonical)) {
    throw invalidParameter(param, "Expected an e-mail address such as ada@example.com.");
  }
  return { address, canonical };
}

/**
 * The mailbox behind an address: lower case, without what follows a `+`, and without the dots that Google does not read.
 * Text without an `@` is only trimmed and lowered.
 */
export function canonicalEmail(text: string): string {
  const address = text.trim().toLowerCase();
  const at = address.lastIndexOf("@");
  if (at < 0) return address;
  const [local = ""] = address.slice(0, at).split("+");
  const domain = address.slice(at + 1);
  return GOOGLE.includes(domain) ? `${local.replaceAll(".", "")}@gmail.com` : `${local}@${domain}`;
}

function isAddress(address: string): boolean {
  const [local = "", domain = "", ...rest] = address.split("@");
  const labels = domain.split(".");
  return (
    rest.length === 0 && LOCAL.test(local) && labels.length > 1 && labels.every((label) => LABEL.test(label))
  );
}
