import type { z } from "zod";
import { suggest } from "../domain/suggest.ts";
import { TOOLSETS } from "../domain/toolsets.ts";
import { ConfigError } from "./config-error.ts";
import { VARIABLE_NAMES, type VariableName, variables } from "./variables.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Options of the command line, as text; each beats its variable. */
export interface Flags {
  readonly http?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly database?: string;
  readonly stateless?: boolean;
  readonly owner?: string;
}

/** A value before it is checked. */
export interface Given {
  readonly text: string;
  /** The variable or the flag, as the user knows it. */
  readonly from: string;
  /** True when it came from the command line. */
  readonly usage: boolean;
}

/** Set, but to nothing: an error for these, "not set" for all others. */
const NEVER_EMPTY: readonly string[] = ["AWARENESS_DEFAULT_OWNER", "AWARENESS_JWT_SECRET", "AWARENESS_KEY"];

function fromFlags(flags: Flags): ReadonlyMap<string, Given> {
  const options: readonly (readonly [VariableName, string, string | undefined])[] = [
    ["AWARENESS_TRANSPORT", "--http", flags.http === true ? "streamable-http" : undefined],
    ["AWARENESS_HOST", "--host", flags.host],
    ["AWARENESS_PORT", "--port", flags.port],
    ["AWARENESS_DATABASE_URL", "--database", flags.database],
    ["AWARENESS_STATELESS_HTTP", "--stateless", flags.stateless === true ? "true" : undefined],
    ["AWARENESS_DEFAULT_OWNER", "--owner", flags.owner],
  ];
  return new Map(
    options.flatMap(([name, from, text]) =>
      text === undefined ? [] : [[name, { text, from, usage: true }]],
    ),
  );
}

/** What the command line says, and for the rest what the environment says. */
export function collectGiven(env: Environment, flags: Flags): ReadonlyMap<string, Given> {
  const given = new Map(fromFlags(flags));
  for (const name of VARIABLE_NAMES) {
    const text = env[name];
    if (text === undefined || given.has(name)) continue;
    if (text !== "" || NEVER_EMPTY.includes(name)) given.set(name, { text, from: name, usage: false });
  }
  return given;
}

/** The one line about a value that the schema refuses. */
export function wrongValue(
  given: Given,
  name: VariableName,
  issue: z.core.$ZodIssue | undefined,
): ConfigError {
  const doc = variables[name].doc;
  const word: unknown = issue?.code === "custom" ? issue.params?.word : undefined;
  const guess = typeof word === "string" ? suggest(word, TOOLSETS) : undefined;
  const hint = guess === undefined ? "" : ` Did you mean "${guess}"?`;
  const shown = doc.secret ? "has a value that is not accepted" : `is ${JSON.stringify(shorten(given.text))}`;
  return new ConfigError(`${given.from} ${shown}; accepted: ${doc.accepts}.${hint}`, given.usage);
}

/** At most 100 characters, and no credentials of a URL, which may also stand in its query. */
function shorten(text: string): string {
  const plain = text.replace(/\/\/[^/]*@/g, "//…@").replace(/(:\/\/[^?]*\?).*/s, "$1…");
  return plain.length <= 100 ? plain : `${plain.slice(0, 100)}…`;
}
