import type { Exchange, Reply } from "../../http/exchange.ts";
import type { OAuthAddress } from "../server/address.ts";
import { isOwnForm } from "./csrf.ts";
import { fieldOf, readForm } from "./forms.ts";
import { messageReply } from "./replies.ts";

/** A page, and what the forms on it do: by the last part of the path they are sent to, empty for that of the page itself. */
export interface PageSteps<Step extends string> {
  show(): Promise<Reply> | Reply;
  readonly forms: Readonly<Partial<Record<Step | "", (form: URLSearchParams) => Promise<Reply>>>>;
}

/** Shows a page, or does what a form of it says, once it is sure that it comes from there. */
export async function answerPage<Step extends string>(
  exchange: Exchange,
  address: OAuthAddress,
  step: Step | "",
  page: PageSteps<Step>,
): Promise<Reply> {
  if (exchange.method !== "POST") return step === "" ? page.show() : messageReply(address, "not_found");
  const run = page.forms[step];
  if (run === undefined) return messageReply(address, "not_found");
  const form = await readForm(exchange);
  return isOwnForm(exchange, fieldOf(form, "csrf"), address)
    ? run(form)
    : messageReply(address, "forged_form");
}
