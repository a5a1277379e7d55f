// Draws docs/images/: the pages on which people sign in and decide, light and dark, for a phone and a desktop, from a real server.
import { execFileSync, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { toSmallPng } from "./small-png.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const images = path.join(root, "docs", "images");
const PASSWORD = "correct zebra battery umbrella";
const SOURCES = ["calendar", "home", "mail", "work"];
const SCREENS = {
  phone: { viewport: { width: 390, height: 720 }, deviceScaleFactor: 2 },
  desktop: { viewport: { width: 1000, height: 700 }, deviceScaleFactor: 1 },
};
/** Larger files make a checkout and the README slow. */
const MOST_BYTES = 60_000;
/** As on most machines; the default font of a bare Linux is wider than any other. */
const FONT = 'body { font-family: "Liberation Sans", Arial, sans-serif !important }';

const run = (file, args, env) =>
  execFileSync(process.execPath, [file, ...args], { cwd: root, env, encoding: "utf8" });

/** Starts a server with an empty database, and waits for the link that it prints. */
async function startServer(data) {
  const env = {
    PATH: process.env.PATH,
    HOME: data,
    AWARENESS_DATA_DIR: data,
    AWARENESS_OAUTH_SERVER: "true",
    AWARENESS_DEFAULT_OWNER: "ada",
  };
  for (const source of SOURCES) run("bin/awareness.js", ["remember", "Something", "--source", source], env);
  const args = ["bin/awareness.js", "serve", "--http", "--host", "localhost", "--port", "0"];
  const server = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const setupUrl = await new Promise((resolve, reject) => {
    server.once("exit", () => reject(new Error(`The server did not start:\n${said}`)));
    server.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      const [link] = /http:\S+\/oauth\/link\/\S+(?=\s)/.exec(said) ?? [];
      if (link !== undefined) resolve(link);
    });
  });
  return { server, setupUrl };
}

/** Registers a client; answers the address to which it sends people. */
async function registerClient(origin) {
  const redirect = "https://notebook.example/callback";
  const metadata = { client_name: "Notebook", redirect_uris: [redirect], token_endpoint_auth_method: "none" };
  const response = await fetch(`${origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(metadata),
  });
  if (!response.ok) throw new Error(`The client was not registered: ${await response.text()}`);
  const { client_id } = await response.json();
  return `${origin}/authorize?${new URLSearchParams({
    response_type: "code",
    client_id,
    redirect_uri: redirect,
    code_challenge: createHash("sha256").update(randomBytes(32)).digest("base64url"),
    code_challenge_method: "S256",
    resource: `${origin}/mcp`,
    scope: "memory:read memory:write memory:delete",
  })}`;
}

async function makeAccount(browser, setupUrl) {
  const page = await browser.newPage();
  await page.goto(setupUrl);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  for (const label of ["New password", "New password once more"]) {
    await page.getByLabel(label, { exact: true }).fill(PASSWORD);
  }
  await page.getByRole("button", { name: "Save and sign in" }).click();
  await page.waitForURL("**/oauth/account");
  await page.close();
}

async function draw(page, name) {
  await page.addStyleTag({ content: FONT });
  await page.evaluate(() => document.activeElement?.blur());
  const bytes = toSmallPng(await page.screenshot({ fullPage: true, animations: "disabled" }));
  if (bytes.length > MOST_BYTES)
    throw new Error(`${name} has ${bytes.length} bytes, more than ${MOST_BYTES}.`);
  writeFileSync(path.join(images, `${name}.png`), bytes);
  console.log(`docs/images/${name}.png  ${bytes.length}`);
}

async function drawPages(browser, link) {
  for (const [name, screen] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      // A style of one's own is what the policy of the pages forbids.
      const context = await browser.newContext({ ...screen, colorScheme, bypassCSP: true, locale: "en-GB" });
      const page = await context.newPage();
      await page.goto(link);
      await draw(page, `sign-in-${name}-${colorScheme}`);
      await page.getByLabel("User name or e-mail address").fill("ada");
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Allow access to your memory?").waitFor();
      await draw(page, `consent-${name}-${colorScheme}`);
      await context.close();
    }
  }
}

run("scripts/prepare.mjs", []);
mkdirSync(images, { recursive: true });
const data = mkdtempSync(path.join(tmpdir(), "awareness-screenshots-"));
const executablePath = run("scripts/find-chromium.mjs", [], process.env).trim();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const { server, setupUrl } = await startServer(data);
try {
  await makeAccount(browser, setupUrl);
  await drawPages(browser, await registerClient(new URL(setupUrl).origin));
} finally {
  await browser.close();
  server.kill();
  rmSync(data, { recursive: true, force: true });
}
