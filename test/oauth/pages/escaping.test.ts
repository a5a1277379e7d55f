import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { html } from "../../../src/oauth/pages/html.ts";
import { parseHtml, skeletonOf } from "../../helpers/html-tree.ts";
import { everyPage } from "./every-page.ts";

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  "`onload=alert(1)`",
  "</title></main><base href=//evil.example>",
  "&lt;b&gt; &#60; &amp",
  "<!-- --> ]]> <![CDATA[",
  "javascript:alert(1)",
  "a\u0000b\u001b[31m\u0085c\ud800d",
  "\u202egnp.exe\u202c \u2066x\u2069 \u200b\u200d\ufeff",
  "שלום مرحبا 👩‍🚀 é́́́́́́",
  "",
  "W".repeat(10_000),
  "<".repeat(10_000),
  "{{1+1}} <%= 1 %>",
];
const piece = fc.oneof(
  fc.constantFrom(
    ...HOSTILE.filter((text) => text.length < 100),
    "<",
    ">",
    '"',
    "'",
    "=",
    "/",
    "&",
    " ",
    "\n",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));

const PLAIN = Object.fromEntries(
  Object.entries(everyPage("plain")).map(([name, page]) => [name, skeletonOf(page.html)]),
);

function expectSameElements(value: string) {
  for (const [name, page] of Object.entries(everyPage(value))) {
    expect(skeletonOf(page.html), name).toEqual(PLAIN[name]);
  }
}

describe("text of strangers on every page", () => {
  it.each(HOSTILE.map((value) => [value.slice(0, 40), value]))(
    "%j adds no element and no attribute",
    (_, value) => expectSameElements(value),
  );

  it("adds no element and no attribute, whatever it is", () => {
    fc.assert(fc.property(text, expectSameElements), { numRuns: 300 });
  });

  it("never gets into a header", () => {
    const before = Object.values(everyPage("plain")).map(({ headers }) => headers);
    expect(
      Object.values(everyPage("x\r\nset-cookie: a=b; script-src *")).map(({ headers }) => headers),
    ).toEqual(before);
  });

  it("is posted back as it was", () => {
    const value = `"<nas> & 'co'`;
    const inputs = parseHtml(everyPage(value).account?.html ?? "").filter(({ tag }) => tag === "input");
    const client = inputs.find(({ attributes }) => attributes.get("name") === "client");
    expect(client?.attributes.get("value")).toBe(value);
  });
});

describe("a template", () => {
  it("escapes text, and takes markup, lists and nothing as they are", () => {
    const list = [html`<i>${"<"}</i>`, "&", [1, undefined, false as const]];
    expect(`${html`<p title="${'"'}">${list}</p>`}`).toBe('<p title="&quot;"><i>&lt;</i>&amp;1</p>');
  });

  it("takes no look-alike of markup for markup", () => {
    const fake = { toString: () => "<b>" } as unknown as string;
    expect(() => html`${fake}`).toThrow();
  });
});
