import { expect, it } from "vitest";
import { call } from "./in-process.ts";
import { makeFolder, run } from "./support.ts";

const ISSUER = "https://login.example/";
const inFolder = () => ({ AWARENESS_DATA_DIR: makeFolder() });
const show = async (env: Record<string, string>, id = "ada") =>
  JSON.parse((await call(["user", "show", id, "--json"], env)).stdout);
/** The command lines that a help ends with, as words. */
const examplesOf = async (command: string) => {
  const { stdout } = await run(["user", command, "--help"]);
  const lines = [...stdout.matchAll(/^ {2}\$ awareness (.+)$/gm)].map(([, line = ""]) => line);
  return lines.map((line) =>
    [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word),
  );
};

it("the examples of add and update work one after the other as they stand", async () => {
  const env = { ...inFolder(), AWARENESS_OAUTH_SERVER: "true" };
  const lines = [...(await examplesOf("add")), ...(await examplesOf("update"))] as string[][];
  expect(lines.length).toBeGreaterThan(3);
  for (const args of lines)
    expect(await call(args, env), args.join(" ")).toMatchObject({ code: 0, stderr: "" });
});

it("a user is changed in what is named, and none takes a value away", async () => {
  const env = inFolder();
  await call(["user", "add", "ada", "--email", "ada@example.com", "--display-name", "Ada"], env);
  const more = ["--phone", "+49 30 123456", "--timezone", "europe/berlin", "--identity", `${ISSUER} 1`];
  expect(await call(["user", "update", "ada", ...more, "--identity", `${ISSUER} 1`], env)).toEqual({
    code: 0,
    stdout: "Updated ada.\n",
    stderr: "",
  });
  expect(await show(env)).toMatchObject({
    account: {
      email: "ada@example.com",
      email_verified: false,
      display_name: "Ada",
      phone: "+4930123456",
      timezone: "Europe/Berlin",
    },
    identities: [{ issuer: ISSUER, subject: "1" }],
  });
  const less = ["--email", "none", "--phone", "none", "--display-name", "none"];
  await call(["user", "update", "ada", ...less, "--remove-identity", `${ISSUER} 1`], env);
  const { account, identities } = await show(env);
  expect(account).toMatchObject({ email: null, phone: null, display_name: null, timezone: "Europe/Berlin" });
  expect(identities).toEqual([]);
});

it("what is somebody else's, nobody's, or of nobody is one line, and nothing is changed", async () => {
  const env = inFolder();
  await call(["user", "add", "ada", "--email", "ada@example.com", "--identity", `${ISSUER} 1`], env);
  await call(["user", "add", "bob"], env);
  await call(["remember", "--owner", "eve", "--source", "s", "one"], env);
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["bob", "--display-name", "B", "--email", "ADA@example.com"], /Another user has this e-mail address/],
    [["bob", "--display-name", "B", "--identity", `${ISSUER} 1`], /Another user has this identity\./],
    [["bob", "--display-name", "B", "--remove-identity", `${ISSUER} 1`], /The user has no identity "https:/],
    [["nobody", "--display-name", "B"], /The user "nobody" was not found; /],
    [["eve", "--display-name", "B"], /"eve" has no account, .* awareness user add eve gives one\./],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await call(["user", "update", ...args], env);
    expect({ code, stdout }, args.join(" ")).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^awareness: .+\n$/);
  }
  expect((await show(env, "bob")).account.display_name).toBeNull();
});

it.each([
  [["ada"], "Nothing to change; give --email, "],
  [["_system", "--timezone", "UTC"], "This cannot be an id: An owner is 1 to 255"],
  [["ada", "--email", "nobody"], "--email: Expected an e-mail address"],
  [["ada", "--phone", "030 1"], "--phone: Expected a phone number with its country code"],
  [["ada", "--timezone", "none"], '--timezone: Unknown time zone "none"'],
  [["ada", "--identity", "ada"], '--identity: Expected "<issuer> <subject>"'],
  [["ada", "--remove-identity", "ada"], '--remove-identity: Expected "<issuer> <subject>"'],
  [
    ["ada", "--identity", `${ISSUER} 1`, "--remove-identity", `${ISSUER}  1`],
    "--remove-identity: An identity cannot be added and removed at once",
  ],
])("awareness user update %j ends with 2 and one line", async (args, hint) => {
  const { code, stdout, stderr } = await call(["user", "update", ...args], inFolder());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(hint);
  expect(stderr).toMatch(/^awareness: .+\n$/);
});
