import type { Browser } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { plugAuthenticator } from "./support/authenticator.ts";
import { openWindow, startChromium } from "./support/chromium.ts";
import { PASSWORD, startMemory } from "./support/memory.ts";
import { alertOf, signIn, title } from "./support/steps.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});

it("the set-up link makes the first account with a password, says what is wrong with a weak one, and works once", async () => {
  const memory = await startMemory();
  const page = await openWindow(browser, memory.origin);
  await page.goto(memory.setupUrl);
  expect(await title(page)).toBe("Make your account");
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("New password", { exact: true }).fill("password");
  await page.getByLabel("New password once more").fill("password");
  await page.getByRole("button", { name: "Save and sign in" }).click();
  expect(await alertOf(page)).toMatch(/\w/);
  expect(await page.getByLabel("Your name").inputValue()).toBe("Ada Lovelace");

  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL("**/oauth/account");
  expect(await page.getByText("Signed in as ada (Ada Lovelace)").count()).toBe(1);

  await page.goto(memory.setupUrl);
  expect(await title(page)).toBe("This link no longer works");
  const elsewhere = await openWindow(browser, memory.origin);
  await elsewhere.goto(`${memory.origin}/oauth/sign-in`);
  await signIn(elsewhere);
  expect(await title(elsewhere)).toBe("Your account");
});

it("the set-up link makes the first account with a passkey, which signs in from then on", async () => {
  const memory = await startMemory();
  const page = await openWindow(browser, memory.origin);
  const authenticator = await plugAuthenticator(page);
  await page.goto(memory.setupUrl);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByRole("button", { name: "Use a passkey instead" }).click();
  await page.waitForURL("**/oauth/account");
  expect(await page.getByText("Signed in as ada (Ada Lovelace)").count()).toBe(1);
  expect(await page.getByRole("heading", { level: 3 }).allInnerTexts()).toEqual(["First passkey"]);
  expect(await authenticator.count()).toBe(1);

  await page.getByRole("button", { name: "Sign out here" }).click();
  expect(await title(page)).toBe("You are signed out");
  await authenticator.touch(false);
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await authenticator.asked();
  await authenticator.touch(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await page.waitForURL("**/oauth/account");
  expect(await title(page)).toBe("Your account");
});
