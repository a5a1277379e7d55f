import { expect, it } from "vitest";
import { listWarnings } from "../../src/config/warnings.ts";

it("an unknown variable is named, with the one that may have been meant, and never its value", () => {
  const remedy = "Unset or rename the variable.";
  expect(listWarnings({ AWARENESS_PROT: "hunter2", AWARENESS_WHATEVER: "x", PATH: "/bin" })).toEqual([
    { message: "AWARENESS_PROT is not a variable of awareness; did you mean AWARENESS_PORT?", remedy },
    { message: "AWARENESS_WHATEVER is not a variable of awareness", remedy },
  ]);
});

it.each([
  "AWARENESS_OAUTH_ISSUER",
  "AWARENESS_OLLAMA_DATA",
  "AWARENESS_JWT_ALGORITHM",
  "AWARENESS_SESSION_POOL_MAX",
])("%s has no effect, and a start says so", (name) => {
  expect(listWarnings({ [name]: "x" })).toEqual([
    { message: `${name} has no effect in this version.`, remedy: "Unset the variable." },
  ]);
});

it("known and empty variables need no warning", () => {
  expect(listWarnings({ AWARENESS_PORT: "1", AWARENESS_OAUTH_ISSUER: "" })).toEqual([]);
});
