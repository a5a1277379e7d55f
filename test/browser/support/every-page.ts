import type { Page } from "playwright-core";
import { plugAuthenticator } from "./authenticator.ts";
import { ARRIVED, type ConnectingClient } from "./client.ts";
import { FIRST_USER, type Memory, PASSWORD } from "./memory.ts";
import { decide, signIn } from "./steps.ts";

/** Looks at a page that is shown now. */
export type Look = (name: string) => Promise<void>;

/** As long as a name may be, and of one word, so that lines have to break somewhere. */
export const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(3);

/** Goes through everything that people may come to see, in its fullest form. Uses the set-up link up. */
export async function visitEveryPage(
  page: Page,
  memory: Memory,
  clients: { readonly program: ConnectingClient; readonly site: ConnectingClient },
  look: Look,
): Promise<void> {
  await visitSetup(page, memory, look);
  await visitConsent(page, clients, look);
  await visitAccount(page, memory, look);
  await visitSignIn(page, memory, clients.site, look);
  await visitMessages(page, memory, clients.site, look);
}

async function visitSetup(page: Page, { setupUrl }: Memory, look: Look): Promise<void> {
  const authenticator = await plugAuthenticator(page);
  await page.goto(setupUrl);
  await look("set-up");
  await setPassword(page, "password", "Save and sign in");
  await look("set-up, weak password");
  await setPassword(page, PASSWORD, "Save and sign in");
  await page.waitForURL("**/oauth/account");
  await look("account, empty");
  await page.locator("summary", { hasText: "Add a passkey" }).click();
  await page.getByLabel("Name of the passkey").fill(LONG_NAME);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("The passkey was added.").waitFor();
  // Or it would sign in wherever a page offers that.
  await authenticator.touch(false);
  await page.goto(setupUrl);
  await look("dead link");
}

async function visitConsent(
  page: Page,
  { program, site }: { readonly program: ConnectingClient; readonly site: ConnectingClient },
  look: Look,
): Promise<void> {
  await page.goto(program.link);
  await look("consent, program");
  await page.getByLabel("Only these sources").check();
  await look("consent, sources");
  await decide(page, "Allow");
  await look("consent, no source");
  await page.getByRole("group", { name: "Known sources" }).getByRole("checkbox").first().check();
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  await page.goto(site.link);
  await look("consent, site");
  // Without the header that leads on the page stays.
  const decision = "**/oauth/interaction/*";
  await page.route(decision, async (route) => {
    const response = await route.fetch();
    const { refresh: _refresh, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await decide(page, "Allow");
  await page.getByRole("link", { name: "Continue" }).waitFor();
  await look("returning");
  await page.unroute(decision);
  await page.getByRole("link", { name: "Continue" }).click();
  await page.getByText(ARRIVED).waitFor();
}

async function visitAccount(page: Page, { origin }: Memory, look: Look): Promise<void> {
  await page.goto(`${origin}/oauth/account`);
  for (const summary of await page.locator("summary").all()) await summary.click();
  await look("account");
  await page.getByLabel("Current password").fill("not the password");
  await setPassword(page, "lantern oyster velvet mountain", "Change password");
  await look("account, wrong password");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByText("The passkey was removed.").waitFor();
  await page.getByRole("button", { name: "Sign out here" }).click();
  await look("signed out");
}

async function visitSignIn(page: Page, memory: Memory, site: ConnectingClient, look: Look): Promise<void> {
  await page.goto(`${memory.origin}/oauth/sign-in`);
  await look("sign-in");
  await page.goto(site.link);
  await look("sign-in, from a client");
  await signIn(page, FIRST_USER, "not the password");
  await look("sign-in, wrong password");
}

async function visitMessages(page: Page, memory: Memory, site: ConnectingClient, look: Look): Promise<void> {
  await page.goto(site.link.replace(site.id, "nobody"));
  await look("unknown client");
  await page.goto(`${memory.origin}/oauth/no-such-page`);
  await look("no such page");
  await page.goto(await memory.invite("bea"));
  await look("invite");
}

async function setPassword(page: Page, password: string, button: string): Promise<void> {
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password once more").fill(password);
  await page.getByRole("button", { name: button }).click();
}
