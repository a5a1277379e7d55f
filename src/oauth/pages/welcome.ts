import { type Html, html } from "./html.ts";
import { type Page, renderPage } from "./layout.ts";
import { newPasswordFields, type PasswordProblems } from "./new-password.ts";
import { type FormTarget, field, form, passkeyButton, problemBox } from "./parts.ts";
import { nameOf } from "./shown-name.ts";

/** What both pages of one-time links have. */
interface WelcomeView extends FormTarget {
  /** The mount path. */
  readonly base: string;
  /** Id of the account that the link is for. */
  readonly user: string;
  /** What is wrong with the password, in sentences. */
  readonly passwordProblems?: PasswordProblems;
  /** What else is wrong, in sentences. */
  readonly problems?: readonly string[];
  /** Absent when this address cannot have passkeys. Both are paths; the first gives options (`parts.ts`). */
  readonly passkey?: { readonly optionsUrl: string; readonly action: string };
}

/**
 * Posts `csrf`, `display_name`, `new_password` and `repeat_password`; with a passkey `csrf`, `display_name` and
 * `credential`, to an action of its own.
 */
export interface SetupView extends WelcomeView {
  /** What was typed before. */
  readonly displayName?: string;
  /** Origin under which this server could have passkeys, where the present one cannot. */
  readonly localName?: string;
}

/** Posts what a set-up does, without `display_name`. */
export interface InviteView extends WelcomeView {
  /** What the account is called already. */
  readonly displayName?: string;
}

/** The page of the set-up link, on which the first account is made. */
export function renderSetup(view: SetupView): Page {
  return renderWelcome(
    view,
    "Make your account",
    html`<p>This is the first account of this server, <strong>${nameOf(view.user)}</strong>. You sign in with it when a client asks for your memory.</p>`,
    field({
      id: "display_name",
      label: "Your name",
      type: "text",
      autocomplete: "name",
      value: view.displayName ?? "",
      hint: "As pages address you. You sign in with the name of the account.",
    }),
    view.localName !== undefined &&
      html`<p class="hint">Passkeys need a host name: to use one, open this page as <span class="host">${view.localName}</span>, and set <code>AWARENESS_PUBLIC_URL</code> to that.</p>`,
  );
}

/** The page of an invite link, on which somebody chooses how to sign in. */
export function renderInvite(view: InviteView): Page {
  const { user, displayName } = view;
  return renderWelcome(
    view,
    "Choose how you sign in",
    html`<p>This link is for the account <strong>${nameOf(user)}</strong>${
      displayName !== undefined && html` (${nameOf(displayName)})`
    }. If that is not you, close this page.</p>`,
    html``,
  );
}

function renderWelcome(
  view: WelcomeView,
  title: string,
  intro: Html,
  extra: Html,
  note: Html | false = false,
): Page {
  const { base, user, passkey, problems = [], passwordProblems = [] } = view;
  return renderPage({
    base,
    title,
    status: problems.length + passwordProblems.length === 0 ? 200 : 400,
    script: passkey !== undefined,
    body: html`<h1>${title}</h1>
${intro}
${problemBox("problem", problems)}
${form(
  view,
  html`${extra}
${newPasswordFields(user, passwordProblems)}
<button type="submit">Save and sign in</button>
${
  passkey &&
  html`<p class="or"><span>or</span></p>
${passkeyButton({ kind: "create", label: "Use a passkey instead", ...passkey })}`
}`,
)}
${note}`,
  });
}
