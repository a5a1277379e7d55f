import type { Scope } from "../../domain/principal.ts";
import { type ClientView, clientBox } from "./client-view.ts";
import { sourceChoice } from "./consent-sources.ts";
import { type Html, html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { type FormTarget, form, ownPath, problemBox } from "./parts.ts";
import { describeRedirect } from "./redirect-target.ts";
import { nameOf } from "./shown-name.ts";

/** What a client may be allowed beside reading. */
export type Permission = Extract<Scope, "memory:write" | "memory:delete">;

/** Why nothing was decided. */
export type ConsentProblem =
  /** "Only these sources", and none named. */
  | "no_sources"
  /** The form was open for too long, or was not this browser's. */
  | "stale";

/**
 * Posts `csrf`, `decision` (`allow` or `deny`), `scope` once for each permission that is ticked (reading goes without
 * saying), `sources` (`all` or `some`), `source` once for each that is ticked, and `more_sources`, separated by commas. The
 * last two count with `some` only.
 */
export interface ConsentView extends FormTarget {
  /** The mount path. */
  readonly base: string;
  readonly client: ClientView;
  /** Who is signed in: the display name, or else the id. */
  readonly user: string;
  /** Signs out and comes back to sign in; posts `csrf`. */
  readonly switchAction: string;
  /** What the client asks for beside reading, and whether it is ticked at first. */
  readonly asks: readonly { readonly permission: Permission; readonly ticked: boolean }[];
  /** Sources that the memory knows, most important first; only the first 50 are shown. */
  readonly knownSources: readonly string[];
  /** What was chosen before; absent: everything. */
  readonly chosenSources?: readonly string[];
  readonly problem?: ConsentProblem;
}

const PROBLEMS: Readonly<Record<ConsentProblem, string>> = {
  no_sources: "Tick or name at least one source, or choose everything.",
  stale: "This page was open for too long. Nothing was allowed; please decide again.",
};

const PERMISSIONS: Readonly<Record<Permission, { readonly label: string; readonly hint: string }>> = {
  "memory:write": {
    label: "Add and change entries",
    hint: "Earlier versions are kept, and you can go back to them.",
  },
  "memory:delete": {
    label: "Delete entries",
    hint: "They stay in the trash for 30 days. This includes adding and changing.",
  },
};

/** The page on which somebody decides what a client may do. */
export function renderConsent(view: ConsentView): Page {
  const { base, client, problem } = view;
  return renderPage({
    base,
    title: "Allow access?",
    status: problem === undefined ? 200 : 400,
    formTargets: [describeRedirect(client.redirectUri).formTarget],
    body: html`<h1>Allow access to your memory?</h1>
${clientBox(client)}
${problemBox("problem", problem === undefined ? [] : [PROBLEMS[problem]])}
${form(
  view,
  html`${permissions(view)}
${sourceChoice(view.knownSources, view.chosenSources, problem === "no_sources" ? "problem" : undefined)}
<div class="decide">
<button type="submit" name="decision" value="deny" class="quiet">Deny</button>
<button type="submit" name="decision" value="allow">Allow</button>
</div>
<p class="hint">You can take this back at any time on the page of your account.</p>`,
)}
${signedIn(view)}`,
  });
}

function permissions({ asks }: ConsentView): Html {
  return html`<fieldset>
<legend>It may</legend>
<div class="tick">
<input type="checkbox" id="scope-read" checked disabled aria-describedby="scope-read-hint">
<label for="scope-read">Read and search</label>
<p class="hint" id="scope-read-hint">Always part of it.</p>
</div>
${asks.map(({ permission, ticked }) => permissionTick(permission, ticked))}
</fieldset>`;
}

function permissionTick(permission: Permission, ticked: boolean): Html {
  const { label, hint } = PERMISSIONS[permission];
  const id = permission.replace("memory:", "scope-");
  return html`<div class="tick">
<input type="checkbox" id="${id}" name="scope" value="${permission}"${ticked && html` checked`} aria-describedby="${id}-hint">
<label for="${id}">${label}</label>
<p class="hint" id="${id}-hint">${hint}</p>
</div>`;
}

function signedIn({ user, switchAction, csrf }: ConsentView): Html {
  return html`<form method="post" action="${ownPath(switchAction)}" class="who">
<input type="hidden" name="csrf" value="${csrf}">
<p>Signed in as ${nameOf(user)}</p>
<button type="submit" class="link">Use another account</button>
</form>`;
}
