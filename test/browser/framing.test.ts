import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { startChromium } from "./support/chromium.ts";
import { startClient } from "./support/client.ts";
import { type Memory, startMemory } from "./support/memory.ts";

let browser: Browser;
let memory: Memory;
beforeAll(async () => {
  [browser, memory] = await Promise.all([startChromium(), startMemory()]);
});

/** What a page of somebody else's sees when it puts an address into a frame. */
async function frame(url: string): Promise<string> {
  const html = `<!doctype html><iframe src="${url.replaceAll("&", "&amp;")}"></iframe>`;
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end(html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    server.close();
  });
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const inner = page.frames().find((candidate) => candidate !== page.mainFrame());
  await inner?.waitForLoadState();
  return (await inner?.locator("body").innerText()) ?? "no frame";
}

it("the browser refuses to show any page of the server in a frame of another site", async () => {
  const client = await startClient(memory);
  const pages = [
    `${memory.origin}/oauth/sign-in`,
    `${memory.origin}/oauth/no-such-page`,
    memory.setupUrl,
    client.link,
    client.link.replace(client.id, "nobody"),
  ];
  // The same way of looking does see a page that may be framed.
  expect(await frame(`${memory.origin}/health`)).toContain("ok");
  for (const url of pages) expect(await frame(url), url).toMatch(/^(?:|.*refused to connect.*)$/s);
});
