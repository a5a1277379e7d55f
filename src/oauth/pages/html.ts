/** What may stand in a template: trusted markup, lists of it, or text that is escaped. Nothing is shown for the last two. */
export type Fragment = Html | string | number | readonly Fragment[] | undefined | false;

/** Markup whose every value has been escaped. Only `html` makes it, so text can never pass for it. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Literal parts as they are, and everything between them escaped. */
  static of(parts: readonly string[], values: readonly Fragment[]): Html {
    return new Html(parts.map((part, at) => part + (at < values.length ? write(values[at]) : "")).join(""));
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Markup from a template. Every value is escaped for text and for attributes in quotes, which is where values may stand:
 * never as a name, without quotes, or inside of a script or style.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return Html.of(parts, values);
}

function write(value: Fragment): string {
  if (value instanceof Html) return value.toString();
  if (typeof value === "string" || typeof value === "number") return escapeText(String(value));
  if (value === undefined || value === false) return "";
  return value.map(write).join("");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** What HTML has no way to write (https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g;

function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, "\ufffd")
    .replace(/[&<>"'`]/g, (character) => ESCAPES[character] ?? "");
}
