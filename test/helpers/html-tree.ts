/** An element of a page. */
export interface Element {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly parent: Element | undefined;
  /** Text of it and of all within. */
  text: string;
}

const VOID = new Set(["meta", "link", "input", "img", "br", "hr"]);
/** What ends a paragraph for a browser, whatever the markup says. */
const ENDS_P = new Set([
  "p",
  "div",
  "ul",
  "ol",
  "dl",
  "form",
  "section",
  "h1",
  "h2",
  "h3",
  "fieldset",
  "details",
]);
const TOKEN =
  /<!doctype html>|<\/([a-z][a-z0-9]*)>|<([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"]*")?)*)>|[^<>]+|[<>]/gy;
const ATTRIBUTE = / ([a-z-]+)(?:="([^"]*)")?/g;
const REFERENCE = /&(amp|lt|gt|quot|#39|#96);|&/g;
const MEANT: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#96": "`",
};

/**
 * The elements of a document in order. Knows a small part of HTML, and throws for all else, so that a browser sees the same:
 * attributes in double quotes, no stray angle or ampersand, every element closed in order.
 */
export function parseHtml(document: string): Element[] {
  const all: Element[] = [];
  const open: Element[] = [];
  for (const [token, closed, opened, attributes] of document.matchAll(TOKEN)) {
    if (token === "<" || token === ">") throw new Error(`stray ${token}`);
    if (closed !== undefined) {
      if (open.pop()?.tag !== closed) throw new Error(`</${closed}> out of order`);
    } else if (opened !== undefined) {
      const element = elementOf(opened, attributes ?? "", open);
      all.push(element);
      if (!VOID.has(opened)) open.push(element);
    } else if (!token.startsWith("<!")) {
      const text = decode(token);
      for (const element of open) element.text += text;
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)?.tag}> is not closed`);
  return all;
}

/** The same document without its texts and values: what no value may change. */
export function skeletonOf(document: string): string[] {
  return parseHtml(document).map(({ tag, attributes, parent }) =>
    [parent?.tag ?? "", tag, ...attributes.keys()].join(" "),
  );
}

function elementOf(tag: string, attributes: string, open: readonly Element[]): Element {
  if (ENDS_P.has(tag) && open.some((element) => element.tag === "p")) throw new Error(`<${tag}> in <p>`);
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of attributes.matchAll(ATTRIBUTE)) {
    if (found.has(name)) throw new Error(`${name} twice in <${tag}>`);
    found.set(name, decode(value));
  }
  return { tag, attributes: found, parent: open.at(-1), text: "" };
}

function decode(text: string): string {
  return text.replace(REFERENCE, (whole, name?: string) => {
    if (name === undefined) throw new Error(`stray ${whole}`);
    return MEANT[name] ?? "";
  });
}
