import { expect, it } from "vitest";
import { GOOD_SECRET, parse, refusal } from "./support.ts";

const [A, B] = [`a${GOOD_SECRET}`, `b${GOOD_SECRET}`];

it.each([`${A} ${B}`, `${A}\n${B}`, `${A}\r\n\n ${B}\n`, ` ${A}  ${B} `])(
  "former secrets are separated by spaces or line breaks",
  (text) => {
    expect(parse({ AWARENESS_JWT_SECRET_PREVIOUS: text }).formerJwtSecrets).toEqual([A, B]);
    const readFile = () => text;
    expect(parse({ AWARENESS_JWT_SECRET_PREVIOUS_FILE: "/f" }, {}, { readFile }).formerJwtSecrets).toEqual([
      A,
      B,
    ]);
  },
);

it("a former secret may hold spaces where others have lines of their own", () => {
  const [one, two] = ["correct horse battery staple and more", "another one that is so long as well"];
  expect(parse({ AWARENESS_JWT_SECRET_PREVIOUS: `${one}\n${two}` }).formerJwtSecrets).toEqual([one, two]);
});

it.each([`${A} hunter2`, Array.from({ length: 6 }, () => A).join(" ")])(
  "short or too many former secrets stop the start, and are not shown",
  (text) => {
    const fromVariable = refusal({ AWARENESS_JWT_SECRET_PREVIOUS: text }).message;
    const readFile = () => text;
    const fromFile = refusal({ AWARENESS_JWT_SECRET_PREVIOUS_FILE: "/f" }, {}, { readFile }).message;
    for (const message of [fromVariable, fromFile]) {
      expect(message).toMatch(/^AWARENESS_JWT_SECRET_PREVIOUS.*at most 5 secrets of at least 32 bytes each/);
      expect(message).not.toContain("hunter2");
      expect(message).not.toContain(GOOD_SECRET);
    }
  },
);

it("tokens are signed with HS256 unless another known algorithm is named", () => {
  for (const name of ["HS256", "ES256", "RS256", "EdDSA"])
    expect(parse({ AWARENESS_JWT_ALGORITHM: name }).jwtAlgorithm).toBe(name);
  for (const name of ["none", "es256", "HS512"])
    expect(refusal({ AWARENESS_JWT_ALGORITHM: name }).message).toBe(
      `AWARENESS_JWT_ALGORITHM is "${name}"; accepted: HS256, ES256, RS256 or EdDSA.`,
    );
});

it("the key that seals others has 32 bytes, and comes from the variable or from a file", () => {
  expect(parse({ AWARENESS_KEY: A }).sealingKey).toBe(A);
  const readFile = () => `${A}\n`;
  expect(parse({ AWARENESS_KEY_FILE: "/f" }, {}, { readFile }).sealingKey).toBe(A);
  for (const text of ["hunter2", ""]) {
    const { message } = refusal({ AWARENESS_KEY: text });
    expect(message).toMatch(/^AWARENESS_KEY has a value that is not accepted; accepted: at least 32 bytes/);
  }
  expect(refusal({ AWARENESS_KEY: A, AWARENESS_KEY_FILE: "/f" }).message).toContain("both set");
});
