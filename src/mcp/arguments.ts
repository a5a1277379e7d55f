import type { z } from "zod";
import { AwarenessError, type ErrorDetails, invalidParameter } from "../domain/errors.ts";
import { findForbiddenText } from "../domain/json-guard.ts";
import { suggest } from "../domain/suggest.ts";
import { type AnyTool, storesText } from "./define-tool.ts";

const MAX_ECHO = 100;
const FREE_TEXT = ["description", "content", "goal", "message", "value"];

/** What is asked of the arguments of a tool or a prompt. */
export type ArgumentRules = Pick<AnyTool, "input" | "keepNulls"> &
  Partial<Pick<AnyTool, "hints" | "storesNoText">>;

/**
 * Checks a call's arguments. `null` counts as not given, as older clients send it for every unused argument, unless
 * the tool keeps it. Credentials are looked for first, since an error may quote a wrong argument.
 * @throws AwarenessError `secret_found`; `invalid_parameter` naming an unknown argument, else the first that is wrong.
 */
export async function parseArguments(tool: ArgumentRules, raw: unknown): Promise<unknown> {
  const given = withoutNulls(requireObject(raw ?? {}), tool.keepNulls ?? []);
  const stores = storesText(tool);
  if (stores && given.allow_secret !== true) {
    const { refuseSecretsIn } = await import("./secret-guard.ts");
    await refuseSecretsIn(given);
  }
  const forbidden = findForbiddenText(given);
  if (forbidden !== undefined) {
    const what = forbidden.reason === "nul" ? "a NUL character" : "half of a surrogate pair";
    throw invalidParameter(forbidden.path, `${forbidden.path} holds ${what}; remove it and repeat the call.`);
  }
  const parsed = tool.input.safeParse(given);
  if (!parsed.success) throw firstError(parsed.error, given, tool);
  return stores ? withoutConsent(parsed.data) : parsed.data;
}

function withoutConsent({ allow_secret: _, ...input }: Readonly<Record<string, unknown>>): unknown {
  return input;
}

function firstError({ issues }: z.ZodError, given: unknown, { input }: ArgumentRules): AwarenessError {
  // A misspelt name explains the required argument that is missing for it.
  const issue =
    issues.find(({ code, path }) => code === "unrecognized_keys" && path.length === 0) ?? issues[0];
  if (issue === undefined) return new AwarenessError("invalid_parameter", "The arguments are not valid.");
  return toError(issue, given, Object.keys(input.shape));
}

function requireObject(raw: unknown): Readonly<Record<string, unknown>> {
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw invalidParameter("arguments", "arguments must be a JSON object.");
}

function withoutNulls(
  given: Readonly<Record<string, unknown>>,
  kept: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.values(given).includes(null)
    ? Object.fromEntries(
        Object.entries(given).filter(([name, value]) => value !== null || kept.includes(name)),
      )
    : given;
}

type Issue = z.core.$ZodIssue;

function toError(issue: Issue, given: unknown, accepted: readonly string[]): AwarenessError {
  if (issue.code === "unrecognized_keys") return unknownArgument(issue.keys[0] ?? "", accepted);
  const param = pathText(issue.path);
  const value = valueAt(given, issue.path);
  const echo = echoable(issue.path, value) ? { value } : {};
  switch (issue.code) {
    case "invalid_value":
      return notAccepted(param, value, issue.values.map(String), echo);
    case "invalid_type":
      return value === undefined
        ? invalidParameter(param, `${param} is required (${typeText(issue.expected)}).`)
        : invalidParameter(param, `${param} must be of type ${typeText(issue.expected)}.`, echo);
    case "too_small":
      return invalidParameter(
        param,
        `${param} must be at least ${issue.minimum}${unit(issue.origin, issue.minimum)}.`,
        echo,
      );
    case "too_big":
      return invalidParameter(
        param,
        `${param} must be at most ${issue.maximum}${unit(issue.origin, issue.maximum)}.`,
        echo,
      );
    case "custom":
      return invalidParameter(param, `${param} ${issue.message}.`, {
        ...echo,
        ...(issue.params as ErrorDetails),
      });
    default:
      return invalidParameter(param, `${param} is not valid: ${issue.message}.`, echo);
  }
}

function unknownArgument(key: string, accepted: readonly string[]): AwarenessError {
  const valid = accepted.toSorted();
  const suggestion = suggest(key, valid);
  const shown = key.slice(0, MAX_ECHO);
  return invalidParameter(
    shown,
    `Unknown argument ${shown}.${suggestion === undefined ? "" : ` Did you mean ${suggestion}?`}`,
    { valid, ...(suggestion === undefined ? {} : { suggestion }) },
  );
}

function notAccepted(
  param: string,
  value: unknown,
  values: readonly string[],
  echo: ErrorDetails,
): AwarenessError {
  if (value === undefined)
    return invalidParameter(param, `${param} is required.`, { valid: values.toSorted() });
  const valid = values.toSorted();
  const suggestion = typeof value === "string" ? suggest(value, valid) : undefined;
  const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  return invalidParameter(param, `${param} must be one of ${valid.join(", ")}.${hint}`, {
    ...echo,
    valid,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** Words of JSON in place of the checker's own. */
const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ["nonoptional", "any JSON"],
  ["record", "object"],
  ["int", "integer"],
]);

function typeText(expected: string): string {
  return TYPE_WORDS.get(expected) ?? expected;
}

function unit(origin: string, count: number | bigint): string {
  if (origin === "string") return count === 1 ? " character long" : " characters long";
  return origin === "array" ? ` ${count === 1 ? "item" : "items"} long` : "";
}

function pathText(path: Issue["path"]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");
}

function valueAt(given: unknown, path: Issue["path"]): unknown {
  let value = given;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[part];
  }
  return value;
}

function echoable(path: Issue["path"], value: unknown): boolean {
  if (FREE_TEXT.includes(String(path[0]))) return false;
  return typeof value === "string"
    ? value.length <= MAX_ECHO
    : typeof value === "number" || typeof value === "boolean";
}
