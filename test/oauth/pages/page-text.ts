import type { Page } from "../../../src/oauth/pages/layout.ts";
import { type Element, parseHtml } from "../../helpers/html-tree.ts";

/** What a reader sees in the main part, on one line. */
export function textOf(page: Page): string {
  const main = parseHtml(page.html).find(({ tag }) => tag === "main");
  return (main?.text ?? "").replace(/\s+/g, " ").trim();
}

/** The inputs and buttons that are posted under a name. */
export function fieldsOf(page: Page, name: string): Element[] {
  return parseHtml(page.html).filter(({ attributes }) => attributes.get("name") === name);
}

/** The values of those. */
export const valuesOf = (page: Page, name: string) =>
  fieldsOf(page, name).map(({ attributes }) => attributes.get("value"));

/** The values of those that are ticked. */
export const tickedOf = (page: Page, name: string) =>
  fieldsOf(page, name)
    .filter(({ attributes }) => attributes.has("checked"))
    .map(({ attributes }) => attributes.get("value"));

/** The message that is read out at once. */
export const alertOf = (page: Page) =>
  parseHtml(page.html)
    .filter(({ attributes }) => attributes.get("role") === "alert")
    .map(({ text }) => text.trim())
    .filter((text) => text !== "")
    .join(" ");
