import { type Html, html } from "./html.ts";
import { describeRedirect } from "./redirect-target.ts";
import { nameOf, shownHost } from "./shown-name.ts";

/** The client that asks for access. */
export interface ClientView {
  /** What it calls itself. */
  readonly name: string;
  /** Host of its metadata document, of which the id is the URL; absent: nobody vouches for the name. */
  readonly documentHost?: string;
  /** Where its answers go; has been accepted already. */
  readonly redirectUri: string;
}

/** One sentence on who asks, and where one returns to. */
export function clientLine(client: ClientView): Html {
  const { kind, shown } = describeRedirect(client.redirectUri);
  const where =
    kind === "web"
      ? html`<span class="host">${shownHost(shown)}</span>`
      : html`a program on this computer (<span class="host">${shownHost(shown)}</span>)`;
  return html`<p class="asks">A client that calls itself ${nameOf(client.name)} asks for access. You return to ${where}.</p>`;
}

/** Who asks and where answers go, in big letters, with the warning that a program needs. */
export function clientBox(client: ClientView): Html {
  const target = describeRedirect(client.redirectUri);
  const local = target.kind !== "web";
  return html`<dl class="parties">
<div>
${identity(client, isProven(client))}
</div>
<div>
<dt>Your answer goes to</dt>
<dd><span class="big host">${shownHost(target.shown)}</span>
${local && html`<span class="under">a program on this computer</span>`}</dd>
</div>
</dl>
${local ? localWarning(client) : elsewhereWarning(client)}`;
}

/**
 * A document proves who answers at its host: not which program listens on this computer, and not who answers at another host,
 * be it one of the same domain.
 */
function isProven({ documentHost, redirectUri }: ClientView): boolean {
  const target = describeRedirect(redirectUri);
  return target.kind === "web" && target.shown === documentHost;
}

function identity({ name, documentHost }: ClientView, proven: boolean): Html {
  if (documentHost === undefined) {
    return html`<dt>Who asks <span class="tag unsure">unverified name</span></dt>
<dd><span class="big">${nameOf(name)}</span>
<span class="under">It calls itself so; nobody has checked it.</span></dd>`;
  }
  const tag = proven
    ? html`<span class="tag sure">verified</span>`
    : html`<span class="tag unsure">not proven</span>`;
  return html`<dt>Who asks ${tag}</dt>
<dd><span class="big host">${shownHost(documentHost)}</span>
<span class="under">calls itself ${nameOf(name)}</span></dd>`;
}

function localWarning({ documentHost }: ClientView): Html {
  return html`<div class="warning">
<p><strong>This is a program on this computer. Only continue if you have just started it yourself.</strong></p>
<p>Any program here can give itself ${
    documentHost === undefined
      ? "this name"
      : html`the name of <span class="host">${shownHost(documentHost)}</span>`
  }. If this page came unasked, or from a link that somebody sent you, deny it.</p>
</div>`;
}

function elsewhereWarning(client: ClientView): Html | false {
  const { documentHost, redirectUri } = client;
  if (documentHost === undefined || isProven(client)) return false;
  return html`<div class="warning">
<p><strong>Your answer goes to <span class="host">${describeRedirect(redirectUri).shown}</span>, another host than <span class="host">${documentHost}</span>, which vouches for the name.</strong></p>
</div>`;
}
