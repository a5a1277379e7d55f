import { type ConnectedClient, clientList } from "./account-clients.ts";
import { type PasskeyView, passkeyList } from "./account-passkeys.ts";
import { type Html, html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { newPasswordFields, type PasswordProblems } from "./new-password.ts";
import { field, form, noticeBox, problemBox } from "./parts.ts";
import { nameOf } from "./shown-name.ts";

/** Where the forms of the page post to; each posts `csrf` as well. */
export interface AccountActions {
  /** Posts `client`, the id of a connected client. */
  readonly revoke: string;
  /** Posts `passkey`, its id. */
  readonly removePasskey: string;
  /** Posts `passkey_name` and `credential`. */
  readonly addPasskey: string;
  /** Gives options for a new passkey (`parts.ts`). */
  readonly passkeyOptions: string;
  /** Posts `current_password` (unless there is none so far), `new_password` and `repeat_password`. */
  readonly changePassword: string;
  readonly signOut: string;
  /** Ends every browser session; clients stay connected. */
  readonly signOutEverywhere: string;
}

export interface AccountView {
  /** The mount path. */
  readonly base: string;
  readonly csrf: string;
  /** Id of the account. */
  readonly user: string;
  readonly displayName?: string;
  readonly clients: readonly ConnectedClient[];
  readonly passkeys: readonly PasskeyView[];
  /** Whether this address can have passkeys. */
  readonly canAddPasskey: boolean;
  readonly hasPassword: boolean;
  readonly actions: AccountActions;
  /** What has just been done, in a sentence. */
  readonly notice?: string;
  /** What went wrong with anything but the password, in sentences. */
  readonly problems?: readonly string[];
  /** What is wrong with the new password, in sentences. */
  readonly passwordProblems?: PasswordProblems;
  /** The same of the current one. */
  readonly currentPasswordProblem?: string;
}

/** The page of somebody's own account. */
export function renderAccount(view: AccountView): Page {
  const { base, user, displayName, problems = [] } = view;
  return renderPage({
    base,
    title: "Your account",
    status: problems.length === 0 && !hasPasswordProblem(view) ? 200 : 400,
    script: view.canAddPasskey,
    body: html`<h1>Your account</h1>
<p>Signed in as <strong>${nameOf(user)}</strong>${displayName !== undefined && html` (${nameOf(displayName)})`}</p>
${noticeBox(view.notice)}
${problemBox("problem", problems)}
${clientList(view.clients, { action: view.actions.revoke, csrf: view.csrf })}
${passkeyList(view)}
${passwordSection(view)}
${signOutSection(view)}`,
  });
}

function hasPasswordProblem({ passwordProblems = [], currentPasswordProblem }: AccountView): boolean {
  return passwordProblems.length > 0 || currentPasswordProblem !== undefined;
}

function passwordSection(view: AccountView): Html {
  const { hasPassword, user, csrf, actions, passwordProblems = [] } = view;
  return html`<section>
<h2>Password</h2>
${!hasPassword && html`<p class="hint">You sign in with a passkey. A password is a second way in.</p>`}
<details${hasPasswordProblem(view) && html` open`}>
<summary>${hasPassword ? "Change password" : "Set a password"}</summary>
${form(
  { action: actions.changePassword, csrf },
  html`${hasPassword && currentPasswordField(view)}
${newPasswordFields(user, passwordProblems)}
<button type="submit">${hasPassword ? "Change password" : "Set password"}</button>`,
)}
</details>
</section>`;
}

function currentPasswordField({ currentPasswordProblem: problem }: AccountView): Html {
  const said = problem === undefined ? undefined : "current-password-problem";
  return html`${problemBox("current-password-problem", problem === undefined ? [] : [problem])}
${field({
  id: "current_password",
  label: "Current password",
  type: "password",
  autocomplete: "current-password",
  required: true,
  problem: said,
  focus: said !== undefined,
})}`;
}

function signOutSection({ actions, csrf }: AccountView): Html {
  return html`<section>
<h2>Sign out</h2>
<div class="decide wide">
${form({ action: actions.signOut, csrf }, html`<button type="submit" class="quiet">Sign out here</button>`)}
${form(
  { action: actions.signOutEverywhere, csrf },
  html`<button type="submit" class="quiet">Sign out everywhere</button>`,
)}
</div>
<p class="hint">Signing out ends sessions of browsers. Clients stay connected until you revoke them.</p>
</section>`;
}
