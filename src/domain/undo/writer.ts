import type { Author } from "../entries/entry.ts";

/** What an author is known by: three names that the server verified, and the one that a client gives itself. */
export const WRITER_NAMES = ["token_name", "client_id", "token_id", "client_name"] as const;
export type WriterName = (typeof WRITER_NAMES)[number];

/** Whose changes are meant: those of every author who has exactly this name. */
export interface Writer {
  readonly name: string;
  /** Leaves out what clients say of themselves. */
  readonly verified: boolean;
}

/** Under which of its names an author is meant; none: it is somebody else. */
export function namesOf({ by, clientId, tokenId, client }: Author, writer: Writer): readonly WriterName[] {
  const names = { token_name: by, client_id: clientId, token_id: tokenId, client_name: client };
  return WRITER_NAMES.filter(
    (name) => names[name] === writer.name && !(writer.verified && name === "client_name"),
  );
}
