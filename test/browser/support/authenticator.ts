import type { Page } from "playwright-core";

/** An authenticator of the browser's own for tests, with a fingerprint reader (WebAuthn level 3, section 11.2). */
export interface Authenticator {
  /** False: nobody touches it, and whoever asks for it now waits for ever. True: who asks from now on is answered at once. */
  touch(isTouched: boolean): Promise<void>;
  /** Waits until the page has asked for a passkey. */
  asked(): Promise<void>;
  /** False: the fingerprint is another one's. */
  verify(isVerified: boolean): Promise<void>;
  /** How many passkeys it keeps. */
  count(): Promise<number>;
}

/** Counts what a page asks of the browser, without changing it. */
const COUNT = `{
  const { get } = CredentialsContainer.prototype;
  CredentialsContainer.prototype.get = function (...given) {
    const asked = get.apply(this, given);
    globalThis.timesAsked = (globalThis.timesAsked ?? 0) + 1;
    return asked;
  };
}`;

/** Plugs one in for the pages that are opened from now on. */
export async function plugAuthenticator(page: Page): Promise<Authenticator> {
  await page.addInitScript(COUNT);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async touch(enabled) {
      await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled });
    },
    async asked() {
      await page.waitForFunction(() => "timesAsked" in globalThis);
    },
    async verify(isUserVerified) {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
    async count() {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId });
      return credentials.length;
    },
  };
}
