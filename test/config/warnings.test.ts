import { expect, it } from "vitest";
import { listWarnings } from "../../src/config/warnings.ts";

it("an unknown variable is named, with the one that may have been meant, and never its value", () => {
  expect(listWarnings({ AWARENESS_PROT: "hunter2", AWARENESS_WHATEVER: "x", PATH: "/bin" })).toEqual([
    "AWARENESS_PROT is not a variable of awareness; did you mean AWARENESS_PORT?",
    "AWARENESS_WHATEVER is not a variable of awareness",
  ]);
});

it.each([
  "AWARENESS_OAUTH_ISSUER",
  "AWARENESS_EMBEDDING_PROVIDER",
  "AWARENESS_OLLAMA_URL",
  "AWARENESS_JWT_ALGORITHM",
  "AWARENESS_SESSION_POOL_MAX",
])("%s has no effect, and a start says so", (name) => {
  expect(listWarnings({ [name]: "x" })).toEqual([`${name} has no effect in this version.`]);
});

it("known and empty variables need no warning", () => {
  expect(listWarnings({ AWARENESS_PORT: "1", AWARENESS_OAUTH_ISSUER: "" })).toEqual([]);
});
