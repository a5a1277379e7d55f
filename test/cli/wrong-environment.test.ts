import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makeFolder, run } from "./support.ts";

it.each([
  ["AWARENESS_PORT", "abc"],
  ["AWARENESS_STATELESS_HTTP", "yes"],
  ["AWARENESS_DATABASE_URL", "postgres://ada:hunter2@db"],
  ["AWARENESS_DATABASE_URL", "host=db password=hunter2 and more"],
  ["AWARENESS_JWT_SECRET", "hunter2"],
  ["AWARENESS_DEFAULT_OWNER", ""],
])("%s=%j stops every start with 1 and one line that names it", async (name, value) => {
  for (const args of [["serve"], ["serve", "--http"], ["token"], ["migrate"]]) {
    const { code, stdout, stderr } = await run(args, { AWARENESS_DATA_DIR: makeFolder(), [name]: value });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(new RegExp(`^awareness: ${name} .+\n$`));
    expect(stderr).not.toContain("hunter2");
  }
});

it("a server open to the network without auth does not start", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder(), AWARENESS_AUTH_REQUIRED: "false" };
  const { code, stderr } = await run(["serve", "--http", "--host", "0.0.0.0"], env);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^awareness: --host is "0\.0\.0\.0" while AWARENESS_AUTH_REQUIRED is false.+\n$/);
});

it("a data folder that cannot be had is one line; --debug adds the stack", async () => {
  const file = join(makeFolder(), "file");
  writeFileSync(file, "");
  const env = { AWARENESS_DATA_DIR: file };
  const plain = await run(["serve"], env);
  expect(plain).toMatchObject({ code: 1, stdout: "" });
  expect(plain.stderr).toMatch(/^awareness: .*AWARENESS_DATA_DIR.*\n$/);
  const debugged = await run(["serve", "--debug"], env);
  expect(debugged.stderr).toMatch(/\n +at /);
});

it("a variable that does nothing is named in the log", async () => {
  const env = {
    AWARENESS_DATA_DIR: makeFolder(),
    AWARENESS_PROT: "1",
    AWARENESS_OAUTH_USER_CLAIM: "email",
  };
  const { code, stderr } = await run(["serve"], env);
  expect(code).toBe(0);
  expect(stderr).toContain("did you mean AWARENESS_PORT?");
  expect(stderr).toContain("AWARENESS_OAUTH_USER_CLAIM has no effect in this version.");
});
