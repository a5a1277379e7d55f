import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { callMcp } from "../oauth/support/flow.ts";
import { plugAuthenticator } from "./support/authenticator.ts";
import { openWindow, startChromium } from "./support/chromium.ts";
import { ARRIVED, startClient } from "./support/client.ts";
import { FIRST_USER, type Memory, PASSWORD, startMemory } from "./support/memory.ts";
import { alertOf, decide, signIn, title } from "./support/steps.ts";

const NEW_PASSWORD = "lantern oyster velvet mountain";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory()]);
  await memory.addUser();
});

async function openAccount(user = FIRST_USER, options: Parameters<typeof openWindow>[2] = {}): Promise<Page> {
  const page = await openWindow(browser, memory.origin, options);
  await page.goto(`${memory.origin}/oauth/account`);
  await signIn(page, user);
  expect(await title(page)).toBe("Your account");
  return page;
}

it("a connected client is shown with what it may do, and loses its access within 5 seconds when it is taken back", async () => {
  const client = await startClient(memory, { name: "Notebook" });
  const page = await openAccount(FIRST_USER, { alsoAt: client.origins });
  await page.goto(client.link);
  await page.getByLabel("Delete entries").uncheck();
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  const { access_token: token, refresh_token: refresh } = (await client.redeem()).json;
  expect(await callMcp(memory, token)).toBe(200);

  await page.goto(`${memory.origin}/oauth/account`);
  const entry = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Notebook" }) });
  expect(await entry.innerText()).toContain(new URL(client.origins[0]).host);
  expect(await entry.innerText()).toMatch(/May\s+read, add and change\s+Sources\s+everything/);
  await entry.getByRole("button", { name: "Revoke" }).click();
  expect(await page.getByRole("status").innerText()).toContain("taken back");
  expect(await page.getByText("No client has access to your memory.").count()).toBe(1);
  await expect.poll(() => callMcp(memory, token), { timeout: 5_000, interval: 200 }).toBe(401);
  expect(refresh).toEqual(expect.any(String));
});

it("passkeys are added under a name and removed, as long as a way in is left", async () => {
  await memory.addUser("bea");
  const page = await openAccount("bea");
  await plugAuthenticator(page);
  await page.getByText("Add a passkey").first().click();
  await page.getByLabel("Name of the passkey").fill("Laptop");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  expect(await page.getByRole("heading", { level: 3 }).allInnerTexts()).toEqual(["Laptop"]);

  await page.getByText("Add a passkey").first().click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  expect(await alertOf(page)).toBe("This device has a passkey for this account already.");

  await page.getByRole("button", { name: "Remove" }).click();
  expect(await page.getByRole("status").innerText()).toBe("The passkey was removed.");
  expect(await page.getByRole("heading", { level: 3 }).count()).toBe(0);
});

it("a password is changed by who knows the old one, and only the new one signs in from then on", async () => {
  await memory.addUser("cid");
  const page = await openAccount("cid");
  const change = async (current: string) => {
    // The part of the page is open already where something was wrong.
    if (!(await page.getByLabel("Current password").isVisible())) {
      await page.locator("summary", { hasText: "Change password" }).click();
    }
    await page.getByLabel("Current password").fill(current);
    await page.getByLabel("New password", { exact: true }).fill(NEW_PASSWORD);
    await page.getByLabel("New password once more").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password");
  expect(await alertOf(page)).toBe("The current password is not right.");
  const wrong = page.locator("[aria-invalid]");
  expect(await wrong.evaluateAll((fields) => fields.map(({ id }) => id))).toEqual(["current_password"]);
  // The page is long: what is wrong must be in sight, not somewhere below.
  expect(await page.locator(":focus").getAttribute("id")).toBe("current_password");
  expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  await change(PASSWORD);
  expect(await title(page)).toBe("Done");
  await page.goto(`${memory.origin}/oauth/account`);
  expect(await title(page)).toBe("Your account");

  await page.getByRole("button", { name: "Sign out here" }).click();
  expect(await title(page)).toBe("You are signed out");
  await page.goto(`${memory.origin}/oauth/account`);
  await signIn(page, "cid", PASSWORD);
  expect(await alertOf(page)).toContain("do not match");
  await signIn(page, "cid", NEW_PASSWORD);
  expect(await title(page)).toBe("Your account");
});

it("who signs out everywhere is signed out in the other browser too", async () => {
  await memory.addUser("dot");
  const [here, there] = [await openAccount("dot"), await openAccount("dot")];
  await here.getByRole("button", { name: "Sign out everywhere" }).click();
  expect(await title(here)).toBe("You are signed out everywhere");
  await there.reload();
  expect(await title(there)).toBe("Sign in");
});
