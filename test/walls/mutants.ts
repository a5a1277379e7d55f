/** A condition that ties a row to an owner: to the caller, or to the owner of another row. */
const OWNER_CONDITION = /(?:\b\w+\.)?\bowner_id = (?::owner\b|\$\d+|\?|\w+\.owner_id\b)/g;

/** A statement with one of its owner conditions made true for everybody. */
export interface Mutant {
  /** The statement as it is written. */
  readonly text: string;
  readonly mutated: string;
  /** Which of its owner conditions, from 1. */
  readonly condition: number;
}

export function mutantsOf(texts: Iterable<string>): readonly Mutant[] {
  return [...texts].toSorted().flatMap((text) =>
    [...text.matchAll(OWNER_CONDITION)].map((match, at) => ({
      text,
      mutated: `${text.slice(0, match.index)}${withoutTie(match[0])}${text.slice(match.index + match[0].length)}`,
      condition: at + 1,
    })),
  );
}

/** True for every row; a value stays in the text, since it is handed over. */
function withoutTie(condition: string): string {
  const value = condition.slice(condition.indexOf("=") + 1).trim();
  if (value.startsWith("$")) return `${value}::text IS NOT NULL`;
  return value.startsWith(":") || value === "?" ? `${value} IS NOT NULL` : "1 = 1";
}

/** The beginning of a statement, by which a person finds it. */
export function describeMutant({ text, condition }: Mutant): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `condition ${condition} of: ${line.length <= 400 ? line : `${line.slice(0, 400)}…`}`;
}
