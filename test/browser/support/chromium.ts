import { execFileSync } from "node:child_process";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { atEndOfFile } from "../../helpers/end-of-file.ts";
import { ROOT } from "../../helpers/program.ts";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Other names are unknown, so that nothing can leave the machine. */
const NAMES = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

/**
 * A browser with an empty profile; ends with the test file. It finds `https://client.example` at a port of this machine.
 * @throws Error when there is none on this machine
 */
export async function startChromium({ sitePort }: { readonly sitePort?: number } = {}): Promise<Browser> {
  const site = sitePort === undefined ? "" : `MAP *client.example 127.0.0.1:${sitePort}, `;
  const find = [`${ROOT}scripts/find-chromium.mjs`];
  const executablePath = execFileSync(process.execPath, find, { encoding: "utf8" }).trim();
  const browser = await chromium.launch({
    executablePath,
    args: [...ARGUMENTS, `--host-resolver-rules=${site}${NAMES}`],
  });
  atEndOfFile(() => browser.close());
  return browser;
}

export interface WindowOptions extends BrowserContextOptions {
  /** Where requests may go beside the server. */
  readonly alsoAt?: readonly string[];
}

/**
 * A page in a window without any cookies. When the test is over it fails for whatever the browser complained of (a broken
 * content security policy is told on the console), for requests that went elsewhere, and for assets that did not come.
 */
export async function openWindow(
  browser: Browser,
  origin: string,
  options: WindowOptions = {},
): Promise<Page> {
  const { page, complaints } = await openWatched(browser, origin, options);
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  return page;
}

/** The same outside of a test, with what the browser has complained of so far. */
export async function openWatched(
  browser: Browser,
  origin: string,
  { alsoAt = [], ...options }: WindowOptions = {},
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  context.setDefaultTimeout(40_000);
  const complaints = watch(context, [origin, ...alsoAt]);
  return { page: await context.newPage(), complaints };
}

function watch(context: BrowserContext, origins: readonly string[]): readonly string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    const isComplaint = message.type() === "error" || message.type() === "warning";
    // That the page itself came with a status of 400, say, is what the tests look at.
    if (isComplaint && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("request", (request) => {
    if (!origins.includes(new URL(request.url()).origin)) complaints.push(`asked ${request.url()}`);
  });
  context.on("response", (response) => {
    const isPage = response.request().isNavigationRequest();
    if (!isPage && !response.ok()) complaints.push(`${response.status()} of ${response.url()}`);
  });
  return complaints;
}
