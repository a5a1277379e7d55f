/** The rows of the table of formats. */
export function formatTable(formats) {
  const rows = formats.map(({ name, marks, assigned }) => {
    const shown = marks.map((mark) => `\`${mark.trim()}\``).join(", ");
    return `| ${name} | ${shown}${assigned ? ", and a value" : ""} |`;
  });
  return `| kind | by |\n|---|---|\n${rows.join("\n")}`;
}
