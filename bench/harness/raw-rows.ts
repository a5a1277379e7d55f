import type { Database } from "better-sqlite3";
import { newId } from "../../src/domain/ids.ts";
import { contentHash } from "../../src/store/shared/content-hash.ts";
import type { Note } from "./corpus.ts";

const INSERT = /* sql */ `
  INSERT INTO entries (owner_id, id, rev, type, source, created_at, changed_at, expires_at, version, change, written_by,
                       client, tool, content_hash, tags, data)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 'created', 'bench', 'bench', 'remember', ?, ?, ?)`;

const INSERT_TAG = /* sql */ `
  INSERT INTO entry_tags (owner_id, deleted, tag, rev) VALUES (?, 0, ?, ?)`;

const COUNT = /* sql */ `
  UPDATE rev_counter SET rev = ?, latest_at = ?, skew_ms = 0 WHERE id = 1`;

/** An entry as the tables hold it, all but its `rev`. */
export interface RawRow {
  readonly owner: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** ms since 1970. */
  readonly at: number;
  readonly expiresAt: number | null;
  readonly hash: Buffer;
  readonly tags: readonly string[];
  readonly tagsJson: string;
  readonly data: string;
}

export function toRawRow(
  owner: string,
  { type, source, tags, description, content }: Note,
  at: number,
  expiresAt: number | null = null,
): RawRow {
  const tagsJson = JSON.stringify(tags);
  const data = JSON.stringify({
    description,
    learned_from: "conversation",
    content,
    content_type: "text/plain",
  });
  const stored = {
    type,
    source,
    logical_key: null,
    tags: tagsJson,
    data,
    language: null,
    expires_at: expiresAt,
  };
  return { owner, id: newId(), type, source, at, expiresAt, hash: contentHash(stored), tags, tagsJson, data };
}

export interface RawWriter {
  insert(row: RawRow, rev: number): void;
  /** Writes the change counter. */
  count(rev: number, at: number): void;
}

/** The same rows that the store writes for a new entry, by the plainest statements. */
export function createRawWriter(db: Database): RawWriter {
  const insert = db.prepare(INSERT);
  const insertTag = db.prepare(INSERT_TAG);
  const count = db.prepare(COUNT);
  return {
    insert({ owner, id, type, source, at, expiresAt, hash, tags, tagsJson, data }, rev) {
      insert.run(owner, id, rev, type, source, at, at, expiresAt, hash, tagsJson, data);
      for (const tag of tags) insertTag.run(owner, tag, rev);
    },
    count: (rev, at) => void count.run(rev, at),
  };
}
