import { expect, it } from "vitest";
import { call } from "./in-process.ts";
import { makeFolder } from "./support.ts";

const ISSUER = "https://login.example/";
const inFolder = () => ({ AWARENESS_DATA_DIR: makeFolder() });

it("a user is added, listed and shown, and no e-mail address is twice", async () => {
  const env = inFolder();
  expect((await call(["user", "list"], env)).stdout).toBe("No users.\n");
  const about = ["--email", "Ada.L+x@gmail.com", "--display-name", "Ada", "--phone", "+49 30 123456"];
  const identities = ["--identity", `${ISSUER} 1`, "--identity", `${ISSUER}b 2`];
  const zone = ["--timezone", "Europe/Berlin"];
  expect(await call(["user", "add", "ada", ...about, ...zone, ...identities], env)).toEqual({
    code: 0,
    stdout: "Added ada.\n",
    stderr: "",
  });
  await call(["user", "add", "bob"], env);
  expect((await call(["user", "list"], env)).stdout).toBe(
    "ada  <ada.l+x@gmail.com>  (Ada)  tz=Europe/Berlin\nbob  tz=UTC\n",
  );
  const taken = await call(["user", "add", "carol", "--email", "adal@googlemail.com"], env);
  expect(taken).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^awareness: Another user .*\n$/),
  });
  const twice = await call(["user", "add", "ada"], env);
  expect(twice).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^awareness: A user with this id.* awareness user update changes it\.\n$/),
  });
  const tied = await call(["user", "add", "carol", "--identity", `${ISSUER} 1`], env);
  expect(tied).toEqual({ code: 1, stdout: "", stderr: "awareness: Another user has this identity.\n" });

  const shown = JSON.parse((await call(["user", "show", "ada", "--json"], env)).stdout);
  expect(shown).toMatchObject({
    id: "ada",
    account: {
      email: "ada.l+x@gmail.com",
      phone: "+4930123456",
      timezone: "Europe/Berlin",
      has_password: false,
    },
    identities: [
      { issuer: ISSUER, subject: "1" },
      { issuer: `${ISSUER}b`, subject: "2" },
    ],
    entries: 0,
    last_activity_at: null,
  });
  expect(JSON.parse((await call(["user", "list", "--json"], env)).stdout)[0]).toEqual(shown.account);
});

it("an owner without an account is shown by what is stored, and nobody else", async () => {
  const env = inFolder();
  await call(["remember", "--owner", "eve", "--source", "s", "one"], env);
  await call(["token", "--user", "eve"], env);
  const shown = JSON.parse((await call(["user", "show", "eve", "--json"], env)).stdout);
  expect(shown).toMatchObject({ account: null, entries: 1, trash: 0, tokens: 1, sessions: 0 });
  expect(shown).toMatchObject({ clients: 0, passkeys: 0 });
  expect(Date.parse(shown.last_activity_at)).toBeGreaterThan(0);
  expect((await call(["user", "show", "eve"], env)).stdout).toMatch(/account: +none, only what is stored\n/);
  for (const args of [["show"], ["export"], ["delete"], ["delete", "--confirm"], ["set-password"]]) {
    const { code, stdout, stderr } = await call(["user", ...args, "nobody"], env);
    expect({ code, stdout }, args.join(" ")).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^awareness: The user "nobody" was not found; .*\n$/);
  }
});

it.each([
  [["add", "_system"], "This cannot be an id: An owner is 1 to 255"],
  [["add", ""], "This cannot be an id: An owner is 1 to 255"],
  [["add", "a b"], "This cannot be an id: An owner is 1 to 255"],
  [["show", "_system"], "This cannot be an id: An owner is 1 to 255"],
  [["delete", "_system", "--confirm"], "This cannot be an id: An owner is 1 to 255"],
  [["export", "a b"], "This cannot be an id: An owner is 1 to 255"],
  [["add"], "missing required argument 'id'"],
  [["add", "ada", "--email", "nobody"], "--email: Expected an e-mail address"],
  [["add", "ada", "--email", "j\u00f6rg@example.com"], "--email: Expected an e-mail address in ASCII"],
  [["add", "ada", "--phone", "030 1"], "--phone: Expected a phone number with its country code"],
  [["add", "ada", "--phone", "+1 555 0100"], "--phone: No such phone number"],
  [["add", "ada", "--timezone", "Mars"], '--timezone: Unknown time zone "Mars"'],
  [["add", "ada", "--display-name", "\u001b"], "--display-name: A name has"],
  [["add", "ada", "--identity", "ada"], '--identity: Expected "<issuer> <subject>"'],
])("awareness user %j ends with 2 and one line", async (args, hint) => {
  const { code, stdout, stderr } = await call(["user", ...args], inFolder());
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(hint);
  expect(stderr).toMatch(/^awareness: .+\n$/);
});
