import { createHash } from "node:crypto";
import { CHUNKING_VERSION } from "./chunks.ts";
import type { ComposedText } from "./compose.ts";

/** SHA-256 (32 bytes) of what is embedded for an entry and of how it is cut; another hash means: embed anew. */
export function textHash({ head, body }: ComposedText): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([CHUNKING_VERSION, head, body]))
    .digest();
}
