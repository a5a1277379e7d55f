import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { findWeakness } from "../../src/auth/password-strength.ts";
import { hashPassword, verifyPassword } from "../../src/auth/passwords.ts";

const PASSWORD = "seven ünlikely horses";

describe("the hash of a password", () => {
  it("is a PHC string of scrypt at N = 2^17, salted anew each time, and holds for that password alone", async () => {
    const [one, other] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
    expect(one).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword(PASSWORD, one)).toBe(true);
    expect(await verifyPassword(PASSWORD.normalize("NFD"), one)).toBe(true);
    expect(await verifyPassword(`${PASSWORD}.`, one)).toBe(false);
  });

  it("of another program is understood, by its own parameters", async () => {
    const salt = Buffer.from("a salt of 16 byt");
    const key = scryptSync(PASSWORD.normalize("NFKC"), salt, 32, { N: 1024, r: 8, p: 2 });
    const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
    const hash = `$scrypt$ln=10,r=8,p=2$${text(salt)}$${text(key)}`;
    expect(await verifyPassword(PASSWORD, hash)).toBe(true);
    expect(await verifyPassword("another password", hash)).toBe(false);
  });

  it.each([
    undefined,
    "",
    "plain",
    "$argon2id$v=19$m=1,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
    "$scrypt$ln=30,r=8,p=1$YWFhYWFhYWFhYWE$YWFhYWFhYWFhYWFhYWFhYWFhYQ",
  ])("that is %s is nobody's, after as much work", async (hash) => {
    const begin = performance.now();
    expect(await verifyPassword(PASSWORD, hash)).toBe(false);
    // Deriving a key at full cost takes hundreds of ms, finding out that there is nothing to compare takes none.
    expect(performance.now() - begin).toBeGreaterThan(50);
  });
});

describe("the strength of a password", () => {
  const about = ["ada", "ada@example.com", "Ada Lovelace"];

  it.each([
    ["short", "It has 5 characters; the least is 14."],
    ["x".repeat(129), "It has 129 characters; the most is 128."],
    ["a".repeat(20), 'Repeated characters like "aaa" are easy to guess.'],
    ["passwordpassword", 'Repeated patterns like "abcabcabc" are easy to guess.'],
    ["qwertyuiopasdf", "This is like a commonly used password."],
    ["ada lovelace ada", "It is made of the user's id, name or e-mail address."],
    ["😀".repeat(13), "It has 13 characters; the least is 14."],
  ])("%s will not do", (password, sentence) => {
    expect(findWeakness(password, about)).toContain(sentence);
  });

  it.each(["correct horse battery staple", "zG8!kdu29xKq#p", "пять невероятных лошадей"])(
    "%s will",
    (password) => {
      expect(findWeakness(password, about)).toEqual([]);
    },
  );

  it("takes no time that an attacker could use", () => {
    const begin = performance.now();
    for (const piece of ["a@1", "q8Zr!", "((((", "1234567890"])
      findWeakness(piece.repeat(40).slice(0, 128), about);
    expect(performance.now() - begin).toBeLessThan(20_000);
  });
});
