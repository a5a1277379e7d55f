/** Placeholders beyond this many stay as they are written. */
const MAX_VARIABLES = 50;
const PLACEHOLDER = /\{\{(\w{1,64})\}\}/g;

/** The variables of a template, each once, in the order in which they occur. */
export function variablesOf(template: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name = ""] of template.matchAll(PLACEHOLDER)) {
    names.add(name);
    if (names.size === MAX_VARIABLES) break;
  }
  return [...names];
}

/** The template with each `{{name}}` replaced by its value as it is: what a value contains is not expanded again. */
export function renderTemplate(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string) => values.get(name) ?? placeholder);
}
