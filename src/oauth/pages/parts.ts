import { type Html, html } from "./html.ts";

/** Where a form posts to: a path of this server, starting with one slash. */
export type Action = string;

/** What a form that is posted needs. */
export interface FormTarget {
  readonly action: Action;
  /** Posted as `csrf`. */
  readonly csrf: string;
}

const OWN_PATH = /^\/(?![/\\])[\x21-\x7e]*$/;

/**
 * A path, as an attribute may hold it.
 * @throws TypeError for what leads to another server, or is no path.
 */
export function ownPath(path: string): string {
  if (OWN_PATH.test(path)) return path;
  throw new TypeError("A page leads to another server; give a path that starts with one slash.");
}

/** A form that is posted, with its token against forgery. */
export function form({ action, csrf }: FormTarget, content: Html): Html {
  return html`<form method="post" action="${ownPath(action)}">
<input type="hidden" name="csrf" value="${csrf}">
${content}
</form>`;
}

export interface Field {
  /** Also the name under which it is posted. */
  readonly id: string;
  readonly label: string;
  readonly type: "text" | "password";
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: Html | string;
  /** Id of the message that says what is wrong with it. */
  readonly problem?: string | undefined;
  readonly required?: boolean;
  /** Where typing goes on; browsers scroll to it. */
  readonly focus?: boolean;
  readonly readonly?: boolean;
}

/** A labelled input, described by its hint and by what is wrong with it. */
export function field(given: Field): Html {
  const { id, label, type, autocomplete, value, hint, problem } = given;
  const about = [problem, hint === undefined ? undefined : `${id}-hint`].filter((part) => part !== undefined);
  return html`<div class="field">
<label for="${id}">${label}</label>
<input id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}"${
    type === "text" && html` autocapitalize="none" spellcheck="false"`
  }${value !== undefined && html` value="${value}"`}${
    about.length > 0 && html` aria-describedby="${about.join(" ")}"`
  }${problem !== undefined && html` aria-invalid="true"`}${given.required === true && html` required`}${given.focus === true && html` autofocus`}${
    given.readonly === true && html` readonly`
  }>
${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
</div>`;
}

/** What went wrong, read out at once by screen readers; nothing without messages. */
export function problemBox(id: string, messages: readonly string[]): Html {
  if (messages.length === 0) return html``;
  return html`<div class="problem" role="alert" id="${id}">
${messages.map(
  (message) => html`<p>${message}</p>
`,
)}
</div>`;
}

/** What went well; nothing without a message. */
export function noticeBox(message: string | undefined): Html {
  return message === undefined ? html`` : html`<p class="notice" role="status">${message}</p>`;
}

/** A button for passkeys. It stands in a form and is hidden until the script of the page finds that it can be used. */
export interface PasskeyButton {
  /** `create` makes a passkey, `get` signs in with one. */
  readonly kind: "create" | "get";
  readonly label: string;
  /** Answers a POST of the form's fields, passwords left out, with WebAuthn options as JSON. */
  readonly optionsUrl: Action;
  /** Where the form goes with its field `credential`; the form's own action when absent. */
  readonly action?: Action;
  /** Offer passkeys in the field for the user name too. */
  readonly autofill?: boolean;
}

/** The button, the field `credential` that it fills, and where it says what went wrong. */
export function passkeyButton({ kind, label, optionsUrl, action, autofill }: PasskeyButton): Html {
  return html`<input type="hidden" name="credential" value="">
<button type="button" class="quiet" hidden data-passkey="${kind}" data-options-url="${ownPath(optionsUrl)}"${
    action !== undefined && html` formaction="${ownPath(action)}"`
  }${autofill === true && html` data-autofill`} aria-describedby="passkey-problem">${label}</button>
<div class="problem" role="alert" id="passkey-problem"></div>`;
}

/** `1 change`, `2 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
