import type { Browser } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { openWindow, startChromium } from "./support/chromium.ts";
import { ARRIVED, startClient } from "./support/client.ts";
import { type Memory, PASSWORD, startMemory } from "./support/memory.ts";
import { decide, signIn, title } from "./support/steps.ts";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory()]);
});

it("without scripts people make their account, sign in and decide, and no button is shown that would do nothing", async () => {
  const page = await openWindow(browser, memory.origin, { javaScriptEnabled: false });
  await page.goto(memory.setupUrl);
  expect(await page.getByRole("button").allInnerTexts()).toEqual(["Save and sign in"]);
  expect(await page.getByText("or", { exact: true }).isVisible()).toBe(false);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  expect(await title(page)).toBe("Your account");

  const client = await startClient(memory);
  const elsewhere = await openWindow(browser, memory.origin, {
    javaScriptEnabled: false,
    alsoAt: client.origins,
  });
  await elsewhere.goto(client.link);
  expect(await elsewhere.getByRole("button").allInnerTexts()).toEqual(["Sign in"]);
  expect(await elsewhere.getByText("or", { exact: true }).isVisible()).toBe(false);
  await signIn(elsewhere);
  await elsewhere.getByLabel("Only these sources").check();
  await elsewhere.getByLabel("Sources, separated by commas").fill("mail");
  await decide(elsewhere, "Allow");
  await elsewhere.getByText(ARRIVED).waitFor();
  expect((await client.redeem()).status).toBe(200);
});
