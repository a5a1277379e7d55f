import type { Author } from "../../domain/entries/entry.ts";

/** The columns that say who made a version; in this order wherever statements list them. */
export const AUTHOR_COLUMNS = "written_by, client, client_id, token_id, tool";

/** Assigns them from the parameters of `authorValues`. */
export const SET_AUTHOR =
  "written_by = :by, client = :client, client_id = :clientId, token_id = :tokenId, tool = :tool";

export interface AuthorRow {
  readonly written_by: string;
  readonly client: string | null;
  readonly client_id: string | null;
  readonly token_id: string | null;
  readonly tool: string;
}

/** Values of the parameters that carry an author. */
export function authorValues({ by, client, clientId, tokenId, tool }: Author) {
  return { by, client: client ?? null, clientId: clientId ?? null, tokenId: tokenId ?? null, tool };
}

export function toAuthor({ written_by: by, client, client_id, token_id, tool }: AuthorRow): Author {
  const author: { -readonly [Member in keyof Author]: Author[Member] } = { by, tool };
  if (client !== null) author.client = client;
  if (client_id !== null) author.clientId = client_id;
  if (token_id !== null) author.tokenId = token_id;
  return author;
}
