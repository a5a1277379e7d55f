/**
 * What a page needs for passkeys (WebAuthn level 3), as it is sent. A `<button data-passkey="create|get" hidden>` in a
 * form shows itself where passkeys can be used; pressed, it
 * 1. posts the form's fields, passwords left out, to its `data-options-url`, and gets options as JSON
 *    (PublicKeyCredentialCreationOptionsJSON or ...RequestOptionsJSON);
 * 2. asks the browser, and writes the answer as JSON into the form's field `credential`;
 * 3. submits the form, to the button's `formaction` when it has one.
 * With `data-autofill` the browser offers passkeys in the field for the user name as well. What goes wrong is said in
 * the element that `aria-describedby` of the button names.
 */
export const PASSKEY_SCRIPT = `(() => {
"use strict";
const buttons = document.querySelectorAll("button[data-passkey]");
const Credential = window.PublicKeyCredential;
if (!Credential || !navigator.credentials) return;

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const toJson = (made) => {
  const { response } = made;
  const parts = {};
  for (const part of PARTS) if (response[part]) parts[part] = text(response[part]);
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({
    id: made.id, rawId: text(made.rawId), type: made.type, response: parts,
    authenticatorAttachment: made.authenticatorAttachment || undefined,
    clientExtensionResults: made.getClientExtensionResults(),
  });
};

const SAID = {
  NotAllowedError: "No passkey was used. Try again.",
  InvalidStateError: "This device has a passkey for this account already.",
  SecurityError: "Passkeys cannot be used at this address.",
};
const fetchOptions = async (button) => {
  const body = new URLSearchParams();
  for (const field of button.form.elements) {
    if (field.name && field.type !== "password" && field.name !== "credential") body.append(field.name, field.value);
  }
  const answer = await fetch(button.dataset.optionsUrl, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new Error("options");
  const options = await answer.json();
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    options[list] = (options[list] || []).map((key) => ({ ...key, id: bytes(key.id) }));
  }
  return options;
};

let waiting;
const use = async (button, mediation) => {
  const { form } = button;
  const said = document.getElementById(button.getAttribute("aria-describedby"));
  if (waiting) waiting.abort();
  const mine = (waiting = new AbortController());
  try {
    said.textContent = "";
    button.disabled = !mediation;
    const publicKey = await fetchOptions(button);
    const ask = { publicKey, signal: mine.signal };
    if (mediation) ask.mediation = mediation;
    form.elements.credential.value = toJson(await navigator.credentials[button.dataset.passkey](ask));
    if (button.hasAttribute("formaction")) form.action = button.formAction;
    form.submit();
  } catch (error) {
    button.disabled = false;
    if (mediation || mine.signal.aborted) return;
    said.textContent = SAID[error.name] || "That did not work. Reload the page and try again.";
  }
};

for (const button of buttons) {
  button.hidden = false;
  button.addEventListener("click", () => use(button));
  if ("autofill" in button.dataset && Credential.isConditionalMediationAvailable) {
    Credential.isConditionalMediationAvailable().then((can) => can && !waiting && use(button, "conditional"));
  }
}
})();
`;
