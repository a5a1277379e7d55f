import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AwarenessError } from "../domain/errors.ts";

const CIPHER = "aes-256-gcm";
const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Tells this use of AWARENESS_KEY from others that may come. */
const PURPOSE = "awareness signing keys";

/**
 * Encrypts a private key with AES-256-GCM under a key derived from `secret` (HKDF-SHA-256, RFC 5869). What is sealed for
 * one `id` opens for no other one. One byte of format, nonce, tag, text.
 */
export function seal(secret: string, id: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, deriveKey(secret), nonce).setAAD(Buffer.from(id, "utf8"));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), text]);
}

/** @throws AwarenessError `unavailable` when it was sealed with another secret or for another id, or was changed. */
export function unseal(secret: string, id: string, sealed: Uint8Array): Uint8Array {
  const [nonceEnd, tagEnd] = [1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES];
  if (sealed[0] !== FORMAT || sealed.length < tagEnd) throw cannotOpen(id);
  try {
    const decipher = createDecipheriv(CIPHER, deriveKey(secret), sealed.subarray(1, nonceEnd), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(id, "utf8")).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
  } catch (error) {
    throw cannotOpen(id, error);
  }
}

function deriveKey(secret: string): Uint8Array {
  return Buffer.from(hkdfSync("sha256", Buffer.from(secret, "utf8"), "", PURPOSE, 32));
}

function cannotOpen(id: string, cause?: unknown): AwarenessError {
  return new AwarenessError(
    "unavailable",
    `The signing key ${id} cannot be opened with this AWARENESS_KEY; set the one it was sealed with, or make a new key: awareness keys rotate --now.`,
    { cause },
  );
}
