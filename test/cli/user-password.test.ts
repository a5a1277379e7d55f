import { PassThrough, Readable } from "node:stream";
import { expect, it } from "vitest";
import { verifyPassword } from "../../src/auth/passwords.ts";
import { parseOwner } from "../../src/domain/owner.ts";
import { useStore } from "./copy-support.ts";
import { call } from "./in-process.ts";
import { finish, makeFolder, start } from "./support.ts";

const STRONG = "seven unlikely horses";
const OTHER = "nine improbable zebras";
const ada = parseOwner("ada");

async function addAda(): Promise<Record<string, string>> {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  await call(["user", "add", "ada", "--display-name", "Ada Lovelace"], env);
  return env;
}

const set = ["user", "set-password", "ada"];
const hashOf = (env: Record<string, string>) =>
  useStore({ kind: "sqlite", path: `${env.AWARENESS_DATA_DIR}/awareness.db` }, (store) =>
    store.users.findPassword(ada),
  );

it("from a pipe the first line is the password, of the built program as well", async () => {
  const env = await addAda();
  const child = start(set, env);
  child.stdin.end(`${STRONG}\r\nnot this line\n`);
  expect(await finish(child)).toEqual({ code: 0, stdout: "The password of ada is set.\n", stderr: "" });
  const hash = await hashOf(env);
  expect(await verifyPassword(STRONG, hash)).toBe(true);
  expect(JSON.parse((await call(["user", "show", "ada", "--json"], env)).stdout).account.has_password).toBe(
    true,
  );
  for (const args of [
    ["show", "ada", "--json"],
    ["list", "--json"],
    ["export", "ada"],
  ])
    expect((await call(["user", ...args], env)).stdout).not.toContain("scrypt");
});

it.each([
  ["too short\n", /It has 9 characters; the least is 14\./],
  ["ada lovelace ada\n", /made of the user's id, name/],
  ["", /stdin is empty/],
  [Buffer.from([0xff, 0xfe, 0x0a]), /not UTF-8/],
])("from a pipe %j ends at once with one line", async (text, message) => {
  const env = await addAda();
  const { code, stdout, stderr } = await call(set, env, Readable.from([Buffer.from(text)]));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^awareness: .+\n$/);
  expect(await hashOf(env)).toBeUndefined();
});

it("whoever has entries and no account is told how to get one, and is not asked for a password", async () => {
  const env = { AWARENESS_DATA_DIR: makeFolder() };
  await call(["remember", "--owner", "ada", "--source", "s", "one"], env);
  expect(await call(set, env)).toEqual({
    code: 1,
    stdout: "",
    stderr: 'awareness: "ada" has no account, only what is stored; awareness user add ada gives one.\n',
  });
});

/** A terminal at which each line is typed when it is asked for. */
function terminal(lines: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    raw: [] as boolean[],
    setRawMode(raw: boolean) {
      stdin.raw.push(raw);
      if (raw) setImmediate(() => stdin.write(waiting.shift() ?? "\u0003"));
    },
  });
  const waiting = [...lines];
  return stdin;
}

it("at a terminal nothing is shown, and a typing mistake can be taken back", async () => {
  const env = await addAda();
  const stdin = terminal([`wrong\u0015${STRONG}xü\u007f\u007f\r`, `${STRONG}\r`]);
  const { code, stdout, stderr } = await call(set, env, stdin);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "The password of ada is set.\n" });
  expect(stderr).toBe("New password: \nThe same again: \n");
  expect(stdin.raw).toEqual([true, false, true, false]);
  expect(await verifyPassword(STRONG, await hashOf(env))).toBe(true);
});

it("at a terminal there are three attempts; a weak one is not asked for again", async () => {
  const env = await addAda();
  const lines = ["short\r", `${STRONG}\r`, `${OTHER}\r`, "aaaaaaaaaaaaaaaaaaa\r", `${STRONG}\r`];
  const { code, stderr } = await call(set, env, terminal(lines));
  expect(code).toBe(1);
  expect(stderr).toContain("It has 5 characters; the least is 14.\nNew password: ");
  expect(stderr).toContain("The two are not the same.\n");
  expect(stderr).toMatch(/awareness: No password was set for ada after 3 attempts\.\n$/);
  expect(await hashOf(env)).toBeUndefined();
});

it("at a terminal Ctrl-C gives up, and the terminal is as it was", async () => {
  const env = await addAda();
  const stdin = terminal(["abc\u0003"]);
  expect(await call(set, env, stdin)).toMatchObject({
    code: 1,
    stderr: "New password: \nawareness: No password was set.\n",
  });
  expect(stdin.raw).toEqual([true, false]);
});
