import type { Browser } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { callMcp } from "../oauth/support/flow.ts";
import { plugAuthenticator } from "./support/authenticator.ts";
import { openWindow, startChromium } from "./support/chromium.ts";
import { ARRIVED, startClient } from "./support/client.ts";
import { type Memory, PASSWORD, startMemory } from "./support/memory.ts";
import { decide, signIn, title } from "./support/steps.ts";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory({ https: true })]);
});

it("behind a proxy that ends TLS everything works with cookies that only this host can have set", async () => {
  const client = await startClient(memory);
  const page = await openWindow(browser, memory.origin, {
    alsoAt: client.origins,
    ignoreHTTPSErrors: true,
  });
  await plugAuthenticator(page);
  expect(memory.setupUrl).toMatch(/^https:\/\/localhost:\d+\/oauth\/link\//);
  await page.goto(memory.setupUrl);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL("**/oauth/account");
  await page.getByText("Add a passkey").first().click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  await page.getByRole("button", { name: "Sign out here" }).click();
  expect(await title(page)).toBe("You are signed out");

  await page.goto(`${memory.origin}/oauth/sign-in`);
  await page.waitForURL("**/oauth/account");
  await page.goto(client.link);
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  const { json } = await client.redeem();
  expect(await callMcp(memory, json.access_token)).toBe(200);

  const cookies = await page.context().cookies(memory.origin);
  expect(cookies.map(({ name }) => name)).toContain("__Host-awareness_session");
  for (const { name, secure, httpOnly, sameSite, path } of cookies) {
    expect(name).toMatch(/^__(?:Host|Secure)-awareness_/);
    expect({ secure, httpOnly, sameSite }).toEqual({ secure: true, httpOnly: true, sameSite: "Lax" });
    if (name.startsWith("__Host-")) expect(path).toBe("/");
  }
});

it("signing in by password works there too, from a client", async () => {
  await memory.addUser("bea");
  const client = await startClient(memory);
  const page = await openWindow(browser, memory.origin, {
    alsoAt: client.origins,
    ignoreHTTPSErrors: true,
  });
  await page.goto(client.link);
  await signIn(page, "bea");
  await decide(page, "Deny");
  await page.getByText(ARRIVED).waitFor();
  expect(client.callbacks[0]?.searchParams.get("error")).toBe("access_denied");
});
