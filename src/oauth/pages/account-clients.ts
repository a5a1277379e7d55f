import type { Scope } from "../../domain/principal.ts";
import { type Html, html } from "./html.ts";
import { counted, type FormTarget, form } from "./parts.ts";
import { nameOf, shownHost } from "./shown-name.ts";
import { shownTime } from "./shown-time.ts";

/** A client that somebody has let in. Times in ms since 1970. */
export interface ConnectedClient {
  /** What its form posts as `client`. */
  readonly id: string;
  /** What it called itself. */
  readonly name: string;
  /** Where its answers go: host and port, or a scheme. */
  readonly redirectHost: string;
  readonly scopes: readonly Scope[];
  /** The only sources that it may read and write; absent: all. */
  readonly sources?: readonly string[];
  readonly since: number;
  /** Absent: never. */
  readonly lastUse?: number;
  /** How many versions of entries it wrote. */
  readonly changes: number;
}

const MAY: Readonly<Record<Scope, string>> = {
  "memory:read": "read",
  "memory:write": "read, add and change",
  "memory:delete": "read, add, change and delete",
  "memory:admin": "do everything",
};
/** Rising: each includes those before it. */
const RANKED: readonly Scope[] = ["memory:admin", "memory:delete", "memory:write", "memory:read"];
/** Shown of one client. */
const MOST_SOURCES = 50;

/** The connected clients, each with a button that takes its access back. */
export function clientList(clients: readonly ConnectedClient[], revoke: FormTarget): Html {
  return html`<section>
<h2>Connected clients</h2>
${
  clients.length === 0
    ? html`<p class="hint">No client has access to your memory.</p>`
    : html`<ul class="items">
${clients.map((client, at) => clientItem(client, at, revoke))}
</ul>`
}
</section>`;
}

function clientItem(client: ConnectedClient, at: number, revoke: FormTarget): Html {
  const { id, name, redirectHost, since, lastUse, changes } = client;
  return html`<li>
<h3 id="client-${at}">${nameOf(name)}</h3>
<p class="host">${shownHost(redirectHost)}</p>
<dl class="facts">
<dt>May</dt> <dd>${mayOf(client.scopes)}</dd>
<dt>Sources</dt> <dd>${sourcesOf(client.sources)}</dd>
<dt>Since</dt> <dd>${shownTime(since)}</dd>
<dt>Last use</dt> <dd>${lastUse === undefined ? "never" : shownTime(lastUse)}</dd>
<dt>Wrote</dt> <dd>${counted(changes, "change")}</dd>
</dl>
${form(
  revoke,
  html`<input type="hidden" name="client" value="${id}">
<button type="submit" class="danger" aria-describedby="client-${at}">Revoke</button>`,
)}
</li>`;
}

function mayOf(scopes: readonly Scope[]): string {
  const most = RANKED.find((scope) => scopes.includes(scope));
  return most === undefined ? "nothing" : MAY[most];
}

function sourcesOf(sources: readonly string[] | undefined): Html {
  if (sources === undefined) return html`everything`;
  const more = sources.length - MOST_SOURCES;
  return html`only ${sources
    .slice(0, MOST_SOURCES)
    .map((source, at) => html`${at > 0 && ", "}${nameOf(source)}`)}${more > 0 && ` and ${more} more`}`;
}
