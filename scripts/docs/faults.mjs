/** The faults of the torture run, with what must hold. */
export function faultTable(catalogue) {
  const rows = catalogue.map(
    ({ id, name, title, essential }) => `| ${id} | \`${name}\` | ${title} | ${essential ? "yes" : ""} |`,
  );
  return `| | name | what happens, and what must hold | essential |\n|---|---|---|---|\n${rows.join("\n")}`;
}
