import { decodeJwt } from "jose";
import type { Browser, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../helpers/postgres/free-port.ts";
import { callMcp } from "../oauth/support/flow.ts";
import { openWindow, startChromium } from "./support/chromium.ts";
import { ARRIVED, type ConnectingClient, startClient } from "./support/client.ts";
import { FIRST_USER, type Memory, startMemory } from "./support/memory.ts";
import { alertOf, decide, signIn, title } from "./support/steps.ts";

const ASKS = "Allow access to your memory?";

let browser: Browser;
let memory: Memory;
let sitePort: number;
beforeAll(async () => {
  sitePort = await freePort("127.0.0.1");
  [browser, memory] = await Promise.all([startChromium({ sitePort }), startMemory()]);
  await memory.addUser();
  await memory.addSources(["calendar", "mail", "home"]);
});

/** Comes from the client, and signs in. `alsoAt` is where else the window goes. */
async function arrive(
  client: ConnectingClient,
  user = FIRST_USER,
  alsoAt: readonly string[] = [],
): Promise<Page> {
  const page = await openWindow(browser, memory.origin, {
    alsoAt: [...client.origins, ...alsoAt],
    ignoreHTTPSErrors: true,
  });
  await page.goto(client.link);
  expect(await title(page)).toBe("Sign in");
  await signIn(page, user);
  expect(await title(page)).toBe(ASKS);
  return page;
}

async function tokenOf(client: ConnectingClient) {
  const { status, json } = await client.redeem();
  expect(status).toBe(200);
  return { token: json.access_token as string, claims: decodeJwt(json.access_token) };
}

it("a person who comes from a client signs in, allows, and is back at the client, which can use the memory", async () => {
  const client = await startClient(memory, { name: "Notebook" });
  const page = await arrive(client);
  expect(await page.locator("dl.parties").innerText()).toContain("Notebook");
  expect(await page.locator("dl.parties").innerText()).toContain(new URL(client.origins[0]).host);
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  const [callback] = client.callbacks;
  expect(Object.fromEntries(callback?.searchParams ?? [])).toEqual({
    code: expect.any(String),
    state: "some state",
    iss: memory.issuer,
  });
  const { token, claims } = await tokenOf(client);
  expect(claims).toMatchObject({ sub: "ada", scope: "memory:read memory:write memory:delete" });
  expect(claims.sources).toBeUndefined();
  expect(await callMcp(memory, token)).toBe(200);
});

it("what is not ticked, and sources that are not chosen, the client does not get", async () => {
  await memory.addUser("bea");
  const client = await startClient(memory);
  const page = await arrive(client);
  const sources = page.getByRole("group", { name: "Known sources" });
  expect(await sources.isVisible()).toBe(false);
  await page.getByLabel("Delete entries").uncheck();
  await page.getByLabel("Only these sources").check();
  expect(await sources.getByRole("checkbox").count()).toBe(3);

  await decide(page, "Allow");
  expect(await alertOf(page)).toBe("Tick or name at least one source, or choose everything.");
  expect(await page.getByLabel("Only these sources").isChecked()).toBe(true);
  expect(await page.getByLabel("Delete entries").isChecked()).toBe(false);

  await sources.getByLabel("mail").check();
  await page.getByLabel("Others, separated by commas").fill("garden, cellar");
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  const { claims } = await tokenOf(client);
  expect(claims).toMatchObject({
    scope: "memory:read memory:write",
    sources: ["mail", "garden", "cellar"],
  });
});

it("who denies is back at the client, which is told so and gets nothing", async () => {
  const client = await startClient(memory);
  const page = await arrive(client);
  await decide(page, "Deny");
  await page.getByText(ARRIVED).waitFor();
  const params = client.callbacks[0]?.searchParams;
  expect(params?.get("error")).toBe("access_denied");
  expect(params?.get("state")).toBe("some state");
  expect(params?.get("code")).toBeNull();
});

it("a person who is signed in is asked about the next client at once, and may go on as somebody else", async () => {
  await memory.addUser("cid");
  const first = await startClient(memory);
  const second = await startClient(memory, { name: "Sketchbook" });
  const page = await arrive(first, FIRST_USER, second.origins);
  await page.goto(second.link);
  expect(await title(page)).toBe(ASKS);
  expect(await page.getByText("Signed in as ada").count()).toBe(1);
  await page.getByRole("button", { name: "Use another account" }).click();
  expect(await title(page)).toBe("Sign in");
  expect(await page.locator("main").innerText()).toContain("Sketchbook");
  await signIn(page, "cid");
  expect(await page.getByText("Signed in as cid").count()).toBe(1);
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  expect((await tokenOf(second)).claims.sub).toBe("cid");
});

it("a site that was allowed is not asked about again in the same browser", async () => {
  await memory.addUser("dot");
  const client = await startClient(memory, { sitePort });
  const page = await arrive(client, "dot");
  expect(await page.locator("dl.parties").innerText()).toContain("client.example");
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  await page.goto(client.link);
  await page.getByText(ARRIVED).waitFor();
  expect(client.callbacks.map(({ searchParams }) => searchParams.has("code"))).toEqual([true, true]);
});

it("a program on this machine is asked about each time: another one may have taken its name and port", async () => {
  await memory.addUser("eve");
  const client = await startClient(memory);
  const page = await arrive(client, "eve");
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  await page.goto(client.link);
  expect(await title(page)).toBe(ASKS);
});

it("who goes back after deciding is told that it is done, and nothing is given twice", async () => {
  await memory.addUser("fay");
  const client = await startClient(memory);
  const page = await arrive(client, "fay");
  const asked = page.url();
  await decide(page, "Allow");
  await page.getByText(ARRIVED).waitFor();
  await page.goto(asked);
  expect(await title(page)).toBe("This took too long");
  expect(client.callbacks).toHaveLength(1);
});

it("an unknown client and a strange address to return to are told to the person, and nobody is sent anywhere", async () => {
  const client = await startClient(memory);
  const page = await openWindow(browser, memory.origin);
  await page.goto(client.link.replace(client.id, "nobody"));
  expect(await title(page)).toBe("Unknown client");
  await page.goto(client.link.replace("callback", "elsewhere"));
  expect(await title(page)).toBe("Wrong address to return to");
  expect(client.callbacks).toEqual([]);
});
