import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = "awareness answer to a refresh token";

/**
 * Encrypts the answer to a refresh token with a key that only its holder can derive (HKDF-SHA-256, RFC 5869, and
 * AES-256-GCM): who reads the database does not learn the tokens in it.
 */
export function sealAnswer(refreshToken: string, answer: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, deriveKey(refreshToken), nonce);
  const text = Buffer.concat([cipher.update(answer, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** `undefined` when it was sealed with another token, or was changed. */
export function openAnswer(refreshToken: string, sealed: Uint8Array): string | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, deriveKey(refreshToken), sealed.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = sealed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

function deriveKey(refreshToken: string): Uint8Array {
  return Buffer.from(hkdfSync("sha256", Buffer.from(refreshToken, "utf8"), "", PURPOSE, 32));
}
