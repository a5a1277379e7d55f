/** Whether a client registered itself (RFC 7591), or an operator added it. */
export const CLIENT_ORIGINS = ["registered", "added"] as const;
export type ClientOrigin = (typeof CLIENT_ORIGINS)[number];

/** An application that may ask people for access, known by an id that was made here. Times in ms since 1970. */
export interface ClientRecord {
  readonly id: string;
  /** What it calls itself. */
  readonly name: string;
  readonly origin: ClientOrigin;
  /** Client metadata under the names of RFC 7591 section 2, without the secret. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** SHA-256 of the secret in base64url; absent: the client has none. */
  readonly secretHash?: string;
  readonly createdAt: number;
  /** When somebody first let it in; absent: nobody has so far. */
  readonly usedAt?: number;
}

/** Clients that are known by an id; one that is known by the URL of its metadata document needs no row. */
export interface ClientStore {
  /**
   * Keeps a new client. False, and no change, when it registered itself and `mostUnused` others did that nobody has let in.
   * @throws AwarenessError `conflict` when the id is taken.
   */
  insert(client: ClientRecord, mostUnused: number): Promise<boolean>;
  find(id: string): Promise<ClientRecord | undefined>;
  /** Newest first. */
  list(): Promise<readonly ClientRecord[]>;
  /** Notes that somebody has let a client in; only the first time counts. */
  use(id: string, now: number): Promise<void>;
  /** False when there is none. Grants that it has are another matter. */
  remove(id: string): Promise<boolean>;
  /**
   * Removes what registered itself and has no grant (any more), unless it came, or was first let in, at `before` or later;
   * answers how many. Such a client registers itself again when it comes back.
   */
  sweep(before: number): Promise<number>;
}
