import { type Html, html } from "./html.ts";

/** Of a name, in characters. */
const MOST = 80;
/** Marks above and below one letter; more of them would be drawn over the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Looks like a space, and is none by its class. */
const BLANK = /[\s\u2800]+/g;
/** Control, bidi, invisible and private characters, which could disguise what is shown. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const MOST_OF_HOST = 300;
/** Far more than is shown, so that no megabyte is looked through. */
const MOST_READ = 4000;

/**
 * A name that a stranger has chosen, as it may be shown: one line of at most 80 characters that are all seen. Cut names
 * end with an ellipsis. Not escaped: that is up to `html`.
 */
export function shownName(text: string): string {
  return shownText(text, MOST);
}

/** A host name with its port, whole: its end is what counts (at most 253 characters, RFC 1035 section 2.3.4). */
export function shownHost(host: string): string {
  return shownText(host, MOST_OF_HOST);
}

/** Text of a stranger, of `most` characters at most. */
export function shownText(text: string, most: number): string {
  const seen = text
    .slice(0, MOST_READ)
    .toWellFormed()
    .replace(BLANK, " ")
    .replace(UNSEEN, "")
    .replace(/ +/g, " ")
    .replace(STACKED_MARKS, "$1")
    .trim();
  const characters = [...seen];
  if (characters.length <= most && text.length <= MOST_READ) return seen;
  return `${characters
    .slice(0, most - 1)
    .join("")
    .trimEnd()}…`;
}

/** A name in a line of text, kept from turning the direction of what stands around it. */
export function nameOf(text: string): Html {
  return html`<bdi class="name">${shownName(text) || "(no name)"}</bdi>`;
}
