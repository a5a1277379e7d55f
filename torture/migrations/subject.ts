import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Ledger } from "../ledger.ts";
import type { Launch } from "../program.ts";

/** A database that is to be migrated. */
export interface Subject {
  /** With the settings that name it. */
  readonly launch: Launch;
  /** Number of the newest migration that is there; changes nothing. */
  current(): Promise<number>;
  /** All tables, indexes and rules, in words. */
  schema(): Promise<string>;
  /**
   * Starts a migration and ends it at one of the places; `server`: the database's server dies in its stead.
   * @throws Error when nothing died.
   */
  die(place: number, of: Killed): Promise<void>;
  /** Everything in the columns that the first schema has. */
  content(): Promise<string>;
  drop(): Promise<void>;
}

export type Killed = "program" | "server";

/** A kind of database, with one that the server has filled. */
export interface Engine {
  readonly name: string;
  /** The notes in it. */
  readonly ledger: Ledger;
  /** `empty`, or of the first schema with all the notes. */
  make(kind: "empty" | "filled"): Promise<Subject>;
  /** What `schema` answers for each number of a migration. */
  readonly schemas: readonly string[];
  /** How many places there are to die at in a migration of that kind; counted from 1. */
  countPlaces(kind: "empty" | "filled"): Promise<number>;
  /** What can be killed. */
  readonly killable: readonly Killed[];
  close(): Promise<void>;
}

/** Those whose rows people have written, or that tell their order. */
export const KEPT = "entries entry_versions entry_tags reads actions settings".split(" ");

/** Texts of the program's migrations, in order. */
export function readMigrations(root: string, kind: "sqlite" | "postgres"): readonly string[] {
  const folder = join(root, "migrations", kind);
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}
