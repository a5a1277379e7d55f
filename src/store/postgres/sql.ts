import { hash } from "node:crypto";

/** A statement with named parameters, as Postgres wants it: numbered. */
export interface Statement {
  readonly text: string;
  /** Names in the order of their numbers. */
  readonly parameters: readonly string[];
  /** Under which a connection keeps it prepared; absent: it is planned anew, for its values, whenever it runs. */
  readonly name?: string;
}

/** Values by name, as the driver takes them; `undefined` is not one. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A colon and a name, but not the two colons of a cast. */
const PARAMETER = /(?<!:):([a-zA-Z]\w*)/g;

/**
 * A statement that every connection prepares once, when it first runs there. Its plan must be good for all values, since
 * Postgres may settle on one (`plan_cache_mode = auto`).
 */
export function sql(text: string): () => Statement {
  return lazily(() => {
    const numbered = number(text);
    return { ...numbered, name: hash("sha1", numbered.text, "base64url") };
  });
}

/** A statement whose best plan depends on its values. */
export function plannedSql(text: string): () => Statement {
  return lazily(() => number(text));
}

/**
 * A statement on a list of rows: prepared for one row, planned for the list when there are more. A plan for any list looks
 * through all of it for every row that it reads, where Postgres believes the owner to have few rows.
 */
export function rowsSql(text: string): (rows: readonly unknown[]) => () => Statement {
  const [one, many] = [sql(text), plannedSql(text)];
  return (rows) => (rows.length === 1 ? one : many);
}

/** The values of a statement's parameters in order. @throws Error when one is missing: a mistake in the program. */
export function valuesOf({ parameters }: Statement, values: Parameters): unknown[] {
  return parameters.map((name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The parameter ${name} has no value`);
    return value;
  });
}

function number(text: string): Statement {
  const parameters: string[] = [];
  const numbered = text.replace(PARAMETER, (_, name: string) => {
    const known = parameters.indexOf(name);
    return `$${known >= 0 ? known + 1 : parameters.push(name)}`;
  });
  return { text: numbered, parameters };
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
