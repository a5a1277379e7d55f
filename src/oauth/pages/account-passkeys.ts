import type { AccountView } from "./account.ts";
import { type Html, html } from "./html.ts";
import { field, form, passkeyButton } from "./parts.ts";
import { nameOf } from "./shown-name.ts";
import { shownTime } from "./shown-time.ts";

/** A passkey of somebody. Times in ms since 1970. */
export interface PasskeyView {
  /** What its form posts as `passkey`. */
  readonly id: string;
  /** What its owner calls it. */
  readonly name: string;
  readonly since: number;
  /** Absent: never. */
  readonly lastUse?: number;
}

/** The passkeys, each with a button that removes it unless it is the only way in, and a form for a new one. */
export function passkeyList(view: AccountView): Html {
  const { passkeys, hasPassword } = view;
  const isOnlyWay = passkeys.length === 1 && !hasPassword;
  return html`<section>
<h2>Passkeys</h2>
${
  passkeys.length === 0
    ? html`<p class="hint">You have none. With a passkey you sign in by fingerprint, face or PIN of your device.</p>`
    : html`<ul class="items">
${passkeys.map((passkey, at) => passkeyItem(passkey, at, view, isOnlyWay))}
</ul>`
}
${view.canAddPasskey && addForm(view)}
</section>`;
}

function passkeyItem(passkey: PasskeyView, at: number, view: AccountView, isOnlyWay: boolean): Html {
  const { id, name, since, lastUse } = passkey;
  return html`<li>
<h3 id="passkey-${at}">${nameOf(name)}</h3>
<dl class="facts">
<dt>Since</dt> <dd>${shownTime(since)}</dd>
<dt>Last use</dt> <dd>${lastUse === undefined ? "never" : shownTime(lastUse)}</dd>
</dl>
${
  isOnlyWay
    ? html`<p class="hint">Your only way to sign in. Add another, or a password, before you remove it.</p>`
    : form(
        { action: view.actions.removePasskey, csrf: view.csrf },
        html`<input type="hidden" name="passkey" value="${id}">
<button type="submit" class="danger" aria-describedby="passkey-${at}">Remove</button>`,
      )
}
</li>`;
}

function addForm({ actions, csrf }: AccountView): Html {
  return html`<details>
<summary>Add a passkey</summary>
${form(
  { action: actions.addPasskey, csrf },
  html`${field({
    id: "passkey_name",
    label: "Name of the passkey",
    type: "text",
    autocomplete: "off",
    value: "",
    hint: "Such as the device it is on.",
  })}
${passkeyButton({ kind: "create", label: "Add a passkey", optionsUrl: actions.passkeyOptions })}`,
)}
</details>`;
}
