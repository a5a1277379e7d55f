import { describe, expect, it } from "vitest";
import { type Element, parseHtml } from "../../helpers/html-tree.ts";
import { everyPage } from "./every-page.ts";

const isUnseen = ({ attributes }: Element) => attributes.get("type") === "hidden" || attributes.has("hidden");
const valuesOf = (all: readonly Element[], name: string) =>
  all.flatMap(({ attributes }) => attributes.get(name)?.split(" ") ?? []);

describe.each(Object.entries(everyPage("text")))("for a screen reader, the page: %s", (_, page) => {
  const all = parseHtml(page.html);
  const ids = valuesOf(all, "id");

  it("says its language and its title", () => {
    expect(all.find(({ tag }) => tag === "html")?.attributes.get("lang")).toBe("en");
    expect(all.find(({ tag }) => tag === "title")?.text).toMatch(/\S · awareness$/);
  });

  it("has one main part, one first heading, and no level left out", () => {
    const levels = all.flatMap(({ tag }) => (/^h\d$/.test(tag) ? [Number(tag[1])] : []));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, at) => {
      expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    expect(all.filter(({ tag }) => tag === "main")).toHaveLength(1);
  });

  it("has a label for every input", () => {
    const labelled = new Set(
      valuesOf(
        all.filter(({ tag }) => tag === "label"),
        "for",
      ),
    );
    const inputs = all.filter((element) => element.tag === "input" && !isUnseen(element));
    for (const { attributes } of inputs) expect([...labelled]).toContain(attributes.get("id"));
    for (const id of labelled) expect(ids).toContain(id);
  });

  it("has every id once, and none that is pointed to in vain", () => {
    expect(ids).toEqual([...new Set(ids)]);
    for (const id of valuesOf(all, "aria-describedby")) expect(ids).toContain(id);
  });

  it("has text on every button, and focuses nothing by itself but one field that is wrong", () => {
    for (const { text } of all.filter(({ tag }) => tag === "button")) expect(text.trim()).not.toBe("");
    const focused = all.filter(({ attributes }) => attributes.has("autofocus"));
    expect(focused.length).toBeLessThan(2);
    for (const { attributes } of focused) expect(attributes.get("aria-invalid")).toBe("true");
  });

  it("has a token against forgery in every form, and posts every form", () => {
    for (const form of all.filter(({ tag }) => tag === "form")) {
      expect(form.attributes.get("method")).toBe("post");
      const within = all.filter(({ parent }) => parent === form);
      expect(within.some(({ attributes }) => attributes.get("name") === "csrf")).toBe(true);
    }
  });

  it("fits a phone and can be enlarged", () => {
    const viewport = all.find(({ attributes }) => attributes.get("name") === "viewport");
    expect(viewport?.attributes.get("content")).toBe("width=device-width, initial-scale=1");
    const widths = all.flatMap(({ attributes }) => Number(attributes.get("width") ?? 0));
    expect(Math.max(...widths)).toBeLessThan(100);
  });
});
