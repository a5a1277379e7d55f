import type { Page } from "playwright-core";

/** What the browser tells a screen reader of a page, as far as it is looked at. */
export interface Spoken {
  /** Controls that have no name, by their roles. */
  readonly nameless: readonly string[];
  /** Levels of the headings in their order. */
  readonly levels: readonly number[];
  /** Landmarks and the like. */
  readonly roles: ReadonlySet<string>;
}

const CONTROLS = new Set([
  "textbox",
  "checkbox",
  "radio",
  "button",
  "link",
  "DisclosureTriangle",
  "combobox",
]);

export async function listen(page: Page): Promise<Spoken> {
  // Not detached: that would unplug the page's authenticator too.
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  const seen = nodes.filter(({ ignored }) => !ignored);
  const roleOf = (node: (typeof nodes)[number]) => String(node.role?.value ?? "");
  return {
    nameless: seen
      .filter((node) => CONTROLS.has(roleOf(node)) && String(node.name?.value ?? "").trim() === "")
      .map(roleOf),
    levels: seen
      .filter((node) => roleOf(node) === "heading")
      .map((node) => Number(node.properties?.find(({ name }) => name === "level")?.value.value)),
    roles: new Set(seen.map(roleOf)),
  };
}
