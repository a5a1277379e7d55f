import { suggest } from "../domain/suggest.ts";
import type { Environment } from "./given.ts";
import { variables } from "./variables.ts";

const WITHOUT_EFFECT =
  /^AWARENESS_(OAUTH_\w+|EMBEDDING_\w+|OLLAMA_\w+|JWT_ALGORITHM|DATABASE_STRICT|SESSION_POOL_(MIN|MAX)|SESSION_NODE_NAME|PG_DATA)$/;

/** One line per `AWARENESS_…` variable that is set and does nothing; values are not repeated. */
export function listWarnings(env: Environment): readonly string[] {
  const known = Object.keys(variables.shape);
  return Object.keys(env)
    .filter((name) => name.startsWith("AWARENESS_") && !known.includes(name) && env[name] !== "")
    .sort()
    .map((name) => {
      if (WITHOUT_EFFECT.test(name)) return `${name} has no effect in this version.`;
      const guess = suggest(name, known);
      return `${name} is not a variable of awareness${guess === undefined ? "" : `; did you mean ${guess}?`}`;
    });
}
