import { randomBytes, scryptSync } from "node:crypto";

/** A hash as the program keeps them, of a cost that tests can afford: it says itself what it costs to check. */
export function cheapHash(password: string): string {
  const [ln, r, p] = [10, 8, 1];
  const salt = randomBytes(16);
  const key = scryptSync(password.normalize("NFKC"), salt, 32, { N: 2 ** ln, r, p });
  const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  return `$scrypt$ln=${ln},r=${r},p=${p}$${text(salt)}$${text(key)}`;
}
