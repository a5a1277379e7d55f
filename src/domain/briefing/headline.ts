/** One line of at most `length` characters, cut with an ellipsis and without leaving half of a surrogate pair. */
export function toHeadline(text: string, length: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const part = line.slice(0, length - 1);
  return `${part.isWellFormed() ? part : part.slice(0, -1)}…`;
}
