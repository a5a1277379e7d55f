import { setImmediate as nextTurn } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { assetPath, findAsset } from "../../../src/oauth/pages/assets.ts";

const SCRIPT = findAsset(assetPath("", "passkey").split("/").at(-1) ?? "")?.body ?? "";
const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text)).buffer;
const base64url = (text: string) => Buffer.from(text).toString("base64url");

interface Given {
  readonly kind: "create" | "get";
  readonly autofill?: boolean;
  /** What the browser answers or throws. */
  readonly answer?: (options: Record<string, unknown>) => unknown;
  readonly options?: unknown;
  readonly status?: number;
  readonly able?: boolean;
}

/** A browser as far as the script needs one: a form with one button, `fetch`, and passkeys. */
function openPage({ kind, answer, options, status = 200, autofill, able = true }: Given) {
  const said = { textContent: "" };
  const credential = { name: "credential", type: "hidden", value: "" };
  const fields = [
    { name: "csrf", type: "hidden", value: "token" },
    { name: "display_name", type: "text", value: "Ada" },
    { name: "new_password", type: "password", value: "secret" },
    credential,
    { name: "", type: "button", value: "" },
  ];
  const form = {
    elements: Object.assign(fields, { credential }),
    action: "/form",
    sent: 0,
    submit: () => {
      form.sent += 1;
    },
  };
  const listeners: (() => unknown)[] = [];
  const button = {
    hidden: true,
    disabled: false,
    form,
    formAction: "/passkey",
    hasAttribute: () => true,
    getAttribute: () => "passkey-problem",
    dataset: { passkey: kind, optionsUrl: "/options", ...(autofill && { autofill: "" }) },
    addEventListener: (_: string, listener: () => unknown) => listeners.push(listener),
  };
  const requests: { url: string; body: string }[] = [];
  const asked: Record<string, unknown>[] = [];
  const ask = async (wanted: Record<string, unknown>) => {
    asked.push(wanted);
    return answer?.(wanted);
  };
  const Credential = able ? { isConditionalMediationAvailable: async () => true } : undefined;
  const document = { querySelectorAll: () => [button], getElementById: () => said };
  runInNewContext(SCRIPT, {
    window: { PublicKeyCredential: Credential },
    navigator: { credentials: { create: ask, get: ask } },
    document,
    atob,
    btoa,
    URLSearchParams,
    AbortController,
    fetch: async (url: string, { body }: { body: URLSearchParams }) => {
      requests.push({ url, body: body.toString() });
      return new Response(JSON.stringify(options ?? { challenge: base64url("challenge") }), { status });
    },
  });
  return { button, form, credential, said, requests, asked, press: () => listeners[0]?.() };
}

const CREATED = {
  id: "abc",
  rawId: bytesOf("\u00ff\u00fe?>"),
  type: "public-key",
  authenticatorAttachment: "platform",
  getClientExtensionResults: () => ({}),
  response: {
    clientDataJSON: bytesOf("{}"),
    attestationObject: bytesOf("attested"),
    getTransports: () => ["internal"],
  },
};

describe("the script for passkeys", () => {
  it("shows its button only where there are passkeys", () => {
    expect(openPage({ kind: "get" }).button.hidden).toBe(false);
    expect(openPage({ kind: "get", able: false }).button.hidden).toBe(true);
  });

  it("gets options by the form's fields without passwords, and turns them into bytes", async () => {
    const options = {
      challenge: base64url("\u00fb\u00ff?"),
      user: { id: base64url("ada"), name: "ada" },
      excludeCredentials: [{ id: base64url("old"), type: "public-key" }],
    };
    const page = openPage({ kind: "create", options, answer: () => CREATED });
    await page.press();
    expect(page.requests).toEqual([{ url: "/options", body: "csrf=token&display_name=Ada" }]);
    const { publicKey } = page.asked[0] as { publicKey: Record<string, never> };
    expect(Buffer.from(publicKey.challenge ?? "").toString()).toBe("\u00fb\u00ff?");
    expect(Buffer.from((publicKey.user as { id: Uint8Array } | undefined)?.id ?? "").toString()).toBe("ada");
    expect(
      Buffer.from((publicKey.excludeCredentials?.[0] as { id: Uint8Array } | undefined)?.id ?? "").toString(),
    ).toBe("old");
  });

  it("posts a new passkey as JSON to the button's own action", async () => {
    const page = openPage({ kind: "create", answer: () => CREATED });
    await page.press();
    expect(JSON.parse(page.credential.value)).toEqual({
      id: "abc",
      rawId: base64url("\u00ff\u00fe?>"),
      type: "public-key",
      authenticatorAttachment: "platform",
      clientExtensionResults: {},
      response: {
        clientDataJSON: base64url("{}"),
        attestationObject: base64url("attested"),
        transports: ["internal"],
      },
    });
    expect(page.form).toMatchObject({ action: "/passkey", sent: 1 });
  });

  it.each([
    ["NotAllowedError", "No passkey was used. Try again."],
    ["InvalidStateError", "This device has a passkey for this account already."],
    ["SecurityError", "Passkeys cannot be used at this address."],
    ["UnheardOfError", "That did not work. Reload the page and try again."],
  ])("says what %s means, and can be pressed again", async (name, text) => {
    const refuse = () => {
      throw new DOMException("no", name);
    };
    const page = openPage({ kind: "get", answer: refuse });
    await page.press();
    expect(page.said.textContent).toBe(text);
    expect(page).toMatchObject({ form: { sent: 0 }, button: { disabled: false } });
  });

  it("says so when the server gives no options", async () => {
    const page = openPage({ kind: "get", status: 403 });
    await page.press();
    expect(page.said.textContent).toBe("That did not work. Reload the page and try again.");
    expect(page.asked).toEqual([]);
  });

  it("offers passkeys in the field for the name, until the button is pressed", async () => {
    const waitForEnd = ({ signal, mediation }: Record<string, unknown>) =>
      mediation === undefined
        ? CREATED
        : new Promise((_, reject) => {
            (signal as AbortSignal).addEventListener("abort", () =>
              reject(new DOMException("", "AbortError")),
            );
          });
    const page = openPage({ kind: "get", autofill: true, answer: waitForEnd });
    await nextTurn();
    await nextTurn();
    expect(page.asked).toMatchObject([{ mediation: "conditional" }]);
    expect(page.button.disabled).toBe(false);
    await page.press();
    expect(page.form.sent).toBe(1);
    expect(page.said.textContent).toBe("");
  });
});
