import type { Page } from "playwright-core";
import { FIRST_USER, PASSWORD } from "./memory.ts";

/** Fills the sign-in page, and sends it. */
export async function signIn(page: Page, user = FIRST_USER, password = PASSWORD): Promise<void> {
  await page.getByLabel("User name or e-mail address").fill(user);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function decide(page: Page, decision: "Allow" | "Deny"): Promise<void> {
  await page.getByRole("button", { name: decision, exact: true }).click();
}

/** The only heading of the first level. */
export function title(page: Page): Promise<string> {
  return page.getByRole("heading", { level: 1 }).innerText();
}

/** What a screen reader is told at once. */
export async function alertOf(page: Page): Promise<string> {
  return (await page.getByRole("alert").filter({ hasText: /\S/ }).innerText()).trim();
}
