import { html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { MESSAGES, type MessageText } from "./message-texts.ts";
import { counted, ownPath } from "./parts.ts";
import { shownText } from "./shown-name.ts";

export interface MessageView {
  /** The mount path. */
  readonly base: string;
  /** A `MessageCode`, or any other code of OAuth, which is then shown as an invalid request. */
  readonly code: string;
  /** What exactly is wrong, in a sentence; may come from a stranger, and is cut at 300 characters. */
  readonly description?: string;
  /** Until the next attempt, rounded up. */
  readonly minutes?: number;
  /** A page of this server that leads on. */
  readonly link?: { readonly path: string; readonly label: string };
}

const MOST_OF_DESCRIPTION = 300;

/** A page that says one thing: what went wrong or is done, and what to do next. */
export function renderMessage({ base, code, description, minutes, link }: MessageView): Page {
  const { status, title, text, next } = textOf(code);
  const wait = minutes === undefined ? undefined : Math.max(1, Math.ceil(minutes));
  const failed = status >= 400;
  const detail = shownText(description ?? "", MOST_OF_DESCRIPTION);
  return renderPage({
    base,
    title,
    status,
    ...(wait !== undefined && { headers: { "retry-after": String(wait * 60) } }),
    body: html`<h1>${title}</h1>
<p>${text}</p>
${wait !== undefined ? html`<p>Wait ${counted(wait, "minute")}, then try again.</p>` : next !== undefined && html`<p>${next}</p>`}
${link && html`<p><a href="${ownPath(link.path)}">${link.label}</a></p>`}
${
  failed &&
  html`<p class="hint code"><code>${shownText(code, 80)}</code>${detail !== "" && html` <bdi>${detail}</bdi>`}</p>`
}`,
  });
}

function textOf(code: string): MessageText {
  return Object.entries(MESSAGES).find(([name]) => name === code)?.[1] ?? MESSAGES.invalid_request;
}
