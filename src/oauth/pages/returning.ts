import type { ClientView } from "./client-view.ts";
import { html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { ownPath } from "./parts.ts";
import { describeRedirect } from "./redirect-target.ts";
import { nameOf, shownHost } from "./shown-name.ts";

export interface ReturningView {
  /** The mount path. */
  readonly base: string;
  readonly client: Pick<ClientView, "name" | "redirectUri">;
  /** Path of this server that redirects to the client. */
  readonly path: string;
}

/**
 * Leads on at once, without a script. The answer to a form in place of a redirect: redirects after a form are held to
 * `form-action` down to the last one, and nobody knows where a client's own page redirects to.
 */
export function renderReturning({ base, client, path }: ReturningView): Page {
  const { shown } = describeRedirect(client.redirectUri);
  const own = ownPath(path);
  return renderPage({
    base,
    title: "Returning",
    headers: { refresh: `0; url=${own}` },
    body: html`<h1>Returning to ${nameOf(client.name)}</h1>
<p>Your answer goes to <span class="host">${shownHost(shown)}</span>.</p>
<p><a href="${own}">Continue</a> if nothing happens.</p>`,
  });
}
