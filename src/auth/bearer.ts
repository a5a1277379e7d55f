/** What the `Authorization` header of a request holds. */
export type Bearer =
  | { readonly kind: "token"; readonly token: string }
  /** No header, or another scheme. */
  | { readonly kind: "absent" }
  /** The Bearer scheme without a well-formed token behind it. */
  | { readonly kind: "malformed" }
  /** More than one `Authorization` header: there is no telling which one counts. */
  | { readonly kind: "repeated" };

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const SCHEME = /^bearer(?![A-Za-z0-9!#$%&'*+.^_`|~-])/i;

/**
 * Reads the bearer token of RFC 6750 section 2.1, from the header only: never from query, cookie or body.
 * @param authorization the header's value as Node hands it over (the first one when there are several)
 * @param rawHeaders names and values alternating, where repeated headers show
 */
export function readBearer(authorization: string | undefined, rawHeaders: readonly string[]): Bearer {
  if (authorization === undefined) return { kind: "absent" };
  if (countAuthorization(rawHeaders) > 1) return { kind: "repeated" };
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return { kind: "token", token };
  return { kind: SCHEME.test(authorization) ? "malformed" : "absent" };
}

function countAuthorization(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 13 && name.toLowerCase() === "authorization") count += 1;
  }
  return count;
}
