import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { variables } from "../../src/config/variables.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, "deploy");
const files = readdirSync(FOLDER, { withFileTypes: true }).filter((item) => item.isFile());
const textOf = (name: string) => readFileSync(join(FOLDER, name), "utf8");

it.each(files.map(({ name }) => name))(
  "deploy/%s names no variable that the program does not know",
  (name) => {
    const named = [...textOf(name).matchAll(/AWARENESS_[A-Z_]+/g)].map(([variable]) => variable);
    expect(named.filter((variable) => !Object.hasOwn(variables, variable))).toEqual([]);
  },
);

it("the image gets everything that the package ships and the build needs, and no more", () => {
  const letIn = [...textOf("Dockerfile.dockerignore").matchAll(/^!(\S+)$/gm)].map(([, name]) => name);
  expect(letIn).toEqual(["bin", "migrations", "scripts", "src", "package.json", "package-lock.json"]);
  const { files: shipped } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    files: string[];
  };
  const run = shipped.filter((name) => !name.startsWith("!") && !name.endsWith(".md"));
  for (const name of run)
    expect(textOf("Dockerfile")).toContain(`COPY --from=build /app/${name} ./${name}\n`);
});

it("no file has a password in it", () => {
  for (const { name } of files) expect(textOf(name)).not.toMatch(/PASSWORD(=|: *)["']?[^\s"'/$]/);
});
