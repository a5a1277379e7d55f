import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../helpers/postgres/free-port.ts";
import { openWatched, startChromium } from "./support/chromium.ts";
import { startClient } from "./support/client.ts";
import { LONG_NAME, visitEveryPage } from "./support/every-page.ts";
import {
  describeDocument,
  findFaintTexts,
  findTooSmall,
  findTooWide,
  findUnsaid,
} from "./support/in-page.ts";
import { startMemory } from "./support/memory.ts";
import { listen } from "./support/spoken.ts";

interface Seen {
  readonly name: string;
  readonly document: ReturnType<typeof describeDocument>;
  readonly spoken: Awaited<ReturnType<typeof listen>>;
  readonly unsaid: readonly string[];
  readonly faint: { readonly light: readonly string[]; readonly dark: readonly string[] };
  readonly tooWide: readonly string[];
  readonly tooSmall: readonly string[];
}

const WIDE = { width: 1280, height: 900 };
/** What a page of 1280 pixels has when it is magnified four times (WCAG 2.2, 1.4.10). */
const NARROW = { width: 320, height: 640 };

const all: Seen[] = [];
let complaints: readonly string[];

beforeAll(async () => {
  const sitePort = await freePort("127.0.0.1");
  const [browser, memory] = await Promise.all([startChromium({ sitePort }), startMemory()]);
  await memory.addSources(["calendar", "x".repeat(100)]);
  const program = await startClient(memory, { name: LONG_NAME });
  const site = await startClient(memory, { name: LONG_NAME, sitePort });
  const watched = await openWatched(browser, memory.origin, {
    alsoAt: [...program.origins, ...site.origins],
    ignoreHTTPSErrors: true,
    reducedMotion: "reduce",
  });
  const { page } = watched;
  complaints = watched.complaints;
  await visitEveryPage(page, memory, { program, site }, async (name) => {
    all.push(await see(page, name));
  });
  await page.context().close();
}, 240_000);

async function see(page: Page, name: string): Promise<Seen> {
  await page.setViewportSize(NARROW);
  const tooWide = await page.evaluate(findTooWide);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "dark" });
  const dark = await page.evaluate(findFaintTexts);
  await page.emulateMedia({ colorScheme: "light" });
  return {
    name,
    document: await page.evaluate(describeDocument),
    spoken: await listen(page),
    unsaid: await page.evaluate(findUnsaid),
    faint: { light: await page.evaluate(findFaintTexts), dark },
    tooWide,
    tooSmall: await page.evaluate(findTooSmall),
  };
}

/** By page, what was found there; pages without findings are left out. */
function findings(of: (seen: Seen) => readonly unknown[]): Record<string, readonly unknown[]> {
  return Object.fromEntries(
    all.map((seen) => [seen.name, of(seen)] as const).filter(([, found]) => found.length > 0),
  );
}

it("every page was seen, and the browser had nothing to complain of", () => {
  expect(all.map(({ name }) => name)).toHaveLength(18);
  expect(complaints).toEqual([]);
});

it("every control has a name, and every page a title, a language and a main part", () => {
  expect(findings(({ spoken }) => spoken.nameless)).toEqual({});
  expect(findings(({ unsaid }) => unsaid)).toEqual({});
  for (const { name, document, spoken } of all) {
    expect(document, name).toEqual({ lang: "en", title: expect.stringMatching(/^\S.* · awareness$/) });
    expect([...spoken.roles], name).toEqual(expect.arrayContaining(["main", "banner"]));
  }
});

it("headings begin with the only one of the first level, and skip none", () => {
  const skipping = ({ spoken: { levels } }: Seen) =>
    levels.filter((level, at) => (at === 0 ? level !== 1 : level === 1 || level > (levels[at - 1] ?? 0) + 1));
  expect(findings(skipping)).toEqual({});
  expect(all.filter(({ spoken }) => spoken.levels.length === 0)).toEqual([]);
});

it("text stands out from its ground, light and dark", () => {
  expect(findings(({ faint }) => faint.light)).toEqual({});
  expect(findings(({ faint }) => faint.dark)).toEqual({});
});

it("in a window of 320 pixels nothing has to be scrolled to from side to side", () => {
  expect(findings(({ tooWide }) => tooWide)).toEqual({});
});

it("buttons and fields are large enough for a finger", () => {
  expect(findings(({ tooSmall }) => tooSmall)).toEqual({});
});
