import { html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";

export interface DeadLinkView {
  /** The mount path. */
  readonly base: string;
  /** What the link was for; `unknown` when nobody knows it (any more). */
  readonly kind: "setup" | "invite" | "unknown";
  /** Id of the account it was for, for the command that makes a new one. Show it only to who had the whole link. */
  readonly user?: string;
}

/** The page of a link that was used, has expired, or never was one: status 410. Says how to get another. */
export function renderDeadLink({ base, kind, user }: DeadLinkView): Page {
  return renderPage({
    base,
    title: "This link no longer works",
    status: 410,
    body: html`<h1>This link no longer works</h1>
<p>Such a link works once, and for a short time only. Yours was used, or has expired.</p>
<h2>What to do</h2>
<ul>
${kind !== "invite" && html`<li>For the first account of a server: restart the server, and open the new link that it prints.</li>`}
${
  kind !== "setup" &&
  html`<li>For every other: who runs the server makes a new link with <code>awareness user invite ${user === undefined ? "NAME" : commandName(user)}</code></li>`
}
<li>If you have set up your account already, sign in with it.</li>
</ul>`,
  });
}

/** A name that a shell takes as it is; any other is left for the reader to fill in. */
function commandName(user: string): string {
  return /^[\w.@-]{1,80}$/.test(user) && !user.startsWith("-") ? user : "NAME";
}
