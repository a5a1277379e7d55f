import { Writable } from "node:stream";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "../../src/cli/run.ts";
import { variables } from "../../src/config/variables.ts";
import { allDocuments, blocksOf, type Document, spansOf } from "./documents.ts";

const nowhere = new Writable();
const program = createProgram({
  env: {},
  stdin: process.stdin,
  stdout: nowhere,
  stderr: nowhere,
  readPlatform: () => {
    throw new Error("no command is run");
  },
  packageRoot: "",
  version: "0",
});

/** Where a command of ours begins: the start of a line, or after settings, `npx`, a connective or a bracket. */
const COMMAND =
  /(?:^|\bnpx (?:-y |--prefix \S+ )?|&& |[|(] ?|[A-Z]\w*=\S* )awareness(?:-mcp)? ([a-z][^\n|;&#)]*)/gm;

function commandLines(document: Document): readonly string[] {
  const shell = blocksOf(document, "sh").map((block) => block.replaceAll("\\\n", " "));
  return [...shell, ...spansOf(document)].flatMap((code) =>
    [...code.matchAll(COMMAND)].map(([, line = ""]) => line.trim()),
  );
}

/** What is wrong with a command line as it is written; nothing when all of it exists. */
function findProblem(line: string): string | undefined {
  const [name, ...words] = line.split(/ +/);
  let command: Command | undefined = program.commands.find((known) => known.name() === name);
  if (command === undefined) return `there is no ${name}`;
  const [first = ""] = words;
  if (command.commands.length > 0 && /^[a-z-]+$/.test(first) && !first.startsWith("-")) {
    command = command.commands.find((known) => known.name() === first);
    if (command === undefined) return `${name} has no ${first}`;
  }
  const options = ["--help", "--version", ...command.options.map(({ long }) => long)];
  return words.find((word) => /^--[a-z]/.test(word) && !options.includes(word.replace(/[=,].*$/, "")));
}

const documents = allDocuments().map((document) => [document.path, document] as const);

it.each(documents)("%s names no variable that the program does not know", (_path, { text }) => {
  // Whoever comes from the predecessor is told of its variables, too.
  const own = text.replace(/^## Coming from .*?(?=^## )/ms, "");
  const named = [...own.matchAll(/AWARENESS_[A-Z_]*[A-Z](?![A-Z_*…])/g)].map(([variable]) => variable);
  const known = (variable: string) =>
    Object.hasOwn(variables, variable) || Object.hasOwn(variables, variable.replace(/_FILE$/, ""));
  expect(named.filter((variable) => !known(variable) && !/^AWARENESS_TEST_/.test(variable))).toEqual([]);
});

it.each(documents)("%s shows no command and no option that there is not", (_path, document) => {
  const problems = commandLines(document).map((line) => ({ line, problem: findProblem(line) }));
  expect(problems.filter(({ problem }) => problem !== undefined)).toEqual([]);
});

it("commands are found where they are shown", () => {
  const found = allDocuments().flatMap(commandLines);
  expect(found).toContain("serve --http");
  expect(found).toContain("clients list");
  expect(findProblem("clients lost")).toBe("clients has no lost");
  expect(findProblem("undo --clients x")).toBe("--clients");
});
