/** Lines up to one that ends a statement: outside a function's body and a trigger's. */
export function split(sql) {
  const statements = [];
  let lines = [];
  for (const line of sql.split("\n")) {
    lines.push(line);
    const text = lines.join("\n");
    const inBody = text.split("$$").length % 2 === 0 || (/\nBEGIN\n/.test(text) && !/END;$/.test(text));
    if (!line.trimEnd().endsWith(";") || inBody) continue;
    statements.push(text);
    lines = [];
  }
  const rest = lines.join("\n");
  return rest.trim() === "" ? statements : [...statements, rest];
}
