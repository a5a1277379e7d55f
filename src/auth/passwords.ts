import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** What makes a hash expensive to guess (RFC 7914): N = 2^ln, taking 128 * N * r bytes of memory. */
interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

const COST: Cost = { ln: 17, r: 8, p: 1 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;
/** A hash in the database must not make the server take any amount of memory. */
const MAX_COST: Cost = { ln: 20, r: 16, p: 4 };

const PHC =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/**
 * A salted hash of a password as a PHC string
 * (https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md). Takes some tenths of a second and 128 MB.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES, COST);
  const { ln, r, p } = COST;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${toText(salt)}$${toText(key)}`;
}

/**
 * Whether a password is the one that was hashed. Without a hash, for somebody whom nobody knows, it takes as long and says
 * no, so that the time does not tell who has an account. A string that is no hash of ours is no password either.
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const known = hash === undefined ? undefined : parse(hash);
  const { cost, salt, key } = known ?? { cost: COST, salt: Buffer.alloc(SALT_BYTES), key: undefined };
  const derived = await derive(password, salt, key?.length ?? KEY_BYTES, cost);
  return key !== undefined && timingSafeEqual(derived, key);
}

function parse(hash: string) {
  const [, ln, r, p, salt = "", key = ""] = PHC.exec(hash) ?? [];
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  const isSane = (["ln", "r", "p"] as const).every((name) => cost[name] >= 1 && cost[name] <= MAX_COST[name]);
  return isSane ? { cost, salt: Buffer.from(salt, "base64"), key: Buffer.from(key, "base64") } : undefined;
}

const run = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** The same characters may be typed as different code points: NFKC makes them one (RFC 8265, 4.2). */
function derive(password: string, salt: Buffer, length: number, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln;
  return run(password.normalize("NFKC"), salt, length, { N, r, p, maxmem: 128 * r * (N + p + 2) });
}

function toText(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}
