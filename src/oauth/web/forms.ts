import type { Exchange } from "../../http/exchange.ts";

/** Forms of ours are small; a passkey's answer has a few thousand characters. */
const MAX_BYTES = 64 * 1024;

/** What a form holds; empty when it is none, or too large to be one of ours. */
export async function readForm(exchange: Exchange): Promise<URLSearchParams> {
  const isForm = exchange.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const body = isForm ? await exchange.readBody() : Buffer.alloc(0);
  return new URLSearchParams(body.length > MAX_BYTES ? "" : body.toString("utf8"));
}

/** The last field of a name, in which NUL and lone surrogates became U+FFFD: no database takes them. Empty when it is not there. */
export function fieldOf(form: URLSearchParams, name: string): string {
  return (form.getAll(name).at(-1) ?? "").replaceAll("\u0000", "\ufffd");
}

/** What a passkey has answered; `undefined` for what is no JSON. */
export function credentialOf(form: URLSearchParams): unknown {
  try {
    return JSON.parse(fieldOf(form, "credential"));
  } catch {
    return undefined;
  }
}
