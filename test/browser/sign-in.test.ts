import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { type Authenticator, plugAuthenticator } from "./support/authenticator.ts";
import { openWindow, startChromium } from "./support/chromium.ts";
import { type Memory, startMemory } from "./support/memory.ts";
import { alertOf, signIn, title } from "./support/steps.ts";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory()]);
  await memory.addUser();
});

// Tries of an account from new browsers are few, good ones too: each test has an account of its own.

/** A window with a passkey of the account on its device, not signed in. */
async function openWithPasskey(user: string) {
  await memory.addUser(user);
  const page = await openWindow(browser, memory.origin);
  const authenticator = await plugAuthenticator(page);
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await signIn(page, user);
  await page.getByText("Add a passkey").first().click();
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  await page.getByRole("button", { name: "Sign out here" }).click();
  await authenticator.touch(false);
  return { page, authenticator };
}

/** Presses the button for passkeys while the offer in the field waits, and touches the device. */
async function press(page: Page, authenticator: Authenticator) {
  await authenticator.asked();
  await authenticator.touch(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
}

it("a wrong password is refused with one sentence, the name stays, and the right one signs in", async () => {
  const page = await openWindow(browser, memory.origin);
  await page.goto(`${memory.origin}/oauth/account`);
  expect(await title(page)).toBe("Sign in");
  await signIn(page, "ada", "not the password");
  expect(await alertOf(page)).toBe("User name and password do not match. Check both, and try again.");
  expect(await page.getByLabel("User name").inputValue()).toBe("ada");
  expect(await page.getByLabel("Password").inputValue()).toBe("");
  expect(await page.getByLabel("Password").getAttribute("aria-invalid")).toBe("true");
  await signIn(page);
  expect(await title(page)).toBe("Your account");
});

it("a passkey signs in by its button, after the offer in the field has been waiting", async () => {
  const { page, authenticator } = await openWithPasskey("bea");
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await press(page, authenticator);
  await page.waitForURL("**/oauth/account");
  expect(await title(page)).toBe("Your account");
});

it("a passkey signs in from the offer in the field for the user name, without a button", async () => {
  const { page, authenticator } = await openWithPasskey("cid");
  await authenticator.touch(true);
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await page.waitForURL("**/oauth/account");
  expect(await title(page)).toBe("Your account");
});

it("a passkey whose fingerprint is not right says so, and the password is still there", async () => {
  const { page, authenticator } = await openWithPasskey("dot");
  await authenticator.verify(false);
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await press(page, authenticator);
  expect(await alertOf(page)).toBe("No passkey was used. Try again.");
  await signIn(page, "dot");
  expect(await title(page)).toBe("Your account");
});

it("a passkey that the account no longer has is refused, and the page says so", async () => {
  const { page, authenticator } = await openWithPasskey("eve");
  const other = await openWindow(browser, memory.origin);
  await other.goto(`${memory.origin}/oauth/sign-in`);
  await signIn(other, "eve");
  await other.getByRole("button", { name: "Remove" }).click();
  await other.getByText("The passkey was removed.").waitFor();
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await press(page, authenticator);
  await page.getByText("This passkey cannot be used here.").waitFor();
  expect(await title(page)).toBe("Sign in");
});
