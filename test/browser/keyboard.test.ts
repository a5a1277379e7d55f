import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openWindow, startChromium } from "./support/chromium.ts";
import { ARRIVED, startClient } from "./support/client.ts";
import { FIRST_USER, type Memory, PASSWORD, startMemory } from "./support/memory.ts";
import { title } from "./support/steps.ts";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory()]);
  await memory.addUser();
});

/** Goes on to the next control; answers its name. What has the focus must show it. */
async function tab(page: Page): Promise<string> {
  await page.keyboard.press("Tab");
  const focused = page.locator(":focus");
  const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).toBe("solid");
  return focused.evaluate((element) => {
    const labels = (element as HTMLInputElement).labels ?? [];
    return (labels[0] ?? element).textContent?.trim() ?? "";
  });
}

it("with the keyboard alone people sign in and decide, in the order in which they read", async () => {
  const client = await startClient(memory);
  const page = await openWindow(browser, memory.origin, { alsoAt: client.origins });
  await page.goto(client.link);
  expect(await tab(page)).toBe("User name or e-mail address");
  await page.keyboard.type(FIRST_USER);
  expect(await tab(page)).toBe("Password");
  await page.keyboard.type(PASSWORD);
  expect(await tab(page)).toBe("Sign in");
  expect(await tab(page)).toBe("Use a passkey");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Allow access to your memory?").waitFor();

  expect(await tab(page)).toBe("Add and change entries");
  expect(await tab(page)).toBe("Delete entries");
  await page.keyboard.press("Space");
  expect(await page.getByLabel("Delete entries").isChecked()).toBe(false);
  expect(await tab(page)).toBe("Everything");
  await page.keyboard.press("ArrowDown");
  expect(await page.getByLabel("Only these sources").isChecked()).toBe(true);
  expect(await tab(page)).toBe("Sources, separated by commas");
  await page.keyboard.type("mail");
  expect(await tab(page)).toBe("Deny");
  expect(await tab(page)).toBe("Allow");
  expect(await tab(page)).toBe("Use another account");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.getByText(ARRIVED).waitFor();
  expect((await client.redeem()).json.scope).toBe("memory:read memory:write");
});

it("Enter in the last field signs in", async () => {
  const page = await openWindow(browser, memory.origin);
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await page.keyboard.press("Tab");
  await page.keyboard.type(FIRST_USER);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/oauth/account");
  expect(await title(page)).toBe("Your account");
});

it("Enter in the field for sources allows nothing by accident", async () => {
  const client = await startClient(memory);
  const page = await openWindow(browser, memory.origin, { alsoAt: client.origins });
  await page.goto(client.link);
  await page.getByLabel("User name").fill(FIRST_USER);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByLabel("Only these sources").check();
  await page.getByLabel("Sources, separated by commas").fill("mail");
  await page.keyboard.press("Enter");
  await page.getByText(ARRIVED).waitFor();
  expect(client.callbacks[0]?.searchParams.get("error")).toBe("access_denied");
});
