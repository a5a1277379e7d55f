import { toIso } from "../../domain/clock.ts";
import { type Html, html } from "./html.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
/** What `Date` can hold (ECMA-262 section 21.4.1.1), in ms on either side of 1970. */
const MOST = 8.64e15;

/** A time in ms since 1970, to the minute and in UTC, because a page without scripts knows no other zone. */
export function shownTime(ms: number): Html {
  if (!(Math.abs(ms) <= MOST)) return html`unknown`;
  const time = new Date(ms);
  const day = `${time.getUTCDate()} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return html`<time datetime="${toIso(ms)}">${day}, ${two(time.getUTCHours())}:${two(time.getUTCMinutes())} UTC</time>`;
}

const two = (number: number) => String(number).padStart(2, "0");
