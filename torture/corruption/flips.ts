import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { type Launch, runToEnd } from "../program.ts";
import type { Random } from "../random.ts";
import { PAGE } from "../spoilings.ts";
import { CONTENT_COLUMNS, CONTENT_TABLES, type ContentRow, pagesOf, type Range } from "./cells.ts";

/** A healthy database file, at rest, and where damaged copies of it may be made. */
export interface Patient {
  readonly healthy: string;
  /** Its data folder is made anew for each copy. */
  readonly launch: Launch;
  readonly random: Random;
}

interface Diagnosis {
  readonly ok: boolean;
  readonly findings: readonly {
    readonly owner?: string;
    readonly entry_id?: string;
    readonly version?: number;
  }[];
}

/** Asks `awareness doctor --verify` about these bytes. @throws Error when it ends otherwise than by a diagnosis, or changes the file. */
export async function diagnose({ launch }: Patient, bytes: Buffer): Promise<Diagnosis> {
  await mkdir(launch.dataDir, { recursive: true, mode: 0o700 });
  const path = join(launch.dataDir, "awareness.db");
  writeFileSync(path, bytes, { mode: 0o600 });
  const { end, stdout, stderr } = await runToEnd(launch, ["doctor", "--verify", "--json"]);
  if (!readFileSync(path).equals(bytes)) throw new Error("The doctor has changed the file");
  // A file that cannot be opened at all is refused in one line.
  if (end === 1 && stdout === "" && /^awareness: .+\n$/.test(stderr)) return { ok: false, findings: [] };
  const diagnosis: Diagnosis = JSON.parse(stdout);
  if (end !== (diagnosis.ok ? 0 : 1)) throw new Error(`The doctor ended with ${end}: ${stderr}`);
  return diagnosis;
}

export interface FlipCount {
  readonly flipped: number;
  /** One line for each that the doctor did not find. */
  readonly unfound: readonly string[];
}

/** Flips a byte of content in every row at once; the doctor must name each. */
export async function flipEverywhere(patient: Patient, rows: readonly ContentRow[]): Promise<FlipCount> {
  const { healthy, random } = patient;
  const bytes = readFileSync(healthy);
  const flips = rows.map((row) => {
    const column = random.pick([...row.places.keys()]);
    const offset = pickByte(row.places.get(column) ?? [], random);
    bytes[offset] = (bytes[offset] ?? 0) ^ random.int(1, 255);
    return { row, what: `${row.table}.${column} at ${offset}` };
  });
  const { findings } = await diagnose(patient, bytes);
  const named = new Set(
    findings.map(({ owner, entry_id, version }) => nameOf({ owner, id: entry_id, version })),
  );
  const unfound = flips.filter(({ row }) => !named.has(nameOf(row))).map(({ what }) => what);
  return { flipped: flips.length, unfound };
}

const nameOf = ({ owner, id, version }: { readonly [name in "owner" | "id" | "version"]: unknown }) =>
  JSON.stringify([owner, id, version]);

function pickByte(ranges: readonly Range[], random: Random): number {
  let index = random.int(0, ranges.reduce((total, { length }) => total + length, 0) - 1);
  for (const { offset, length } of ranges) {
    if (index < length) return offset + index;
    index -= length;
  }
  throw new Error("There is no byte to pick");
}

/** What one flip did: `undefined` when no entry reads otherwise than before. */
export interface Flip {
  readonly harmed: boolean;
  readonly found: boolean;
  readonly what: string;
}

/** Flips one byte anywhere in the pages of the tables with content: in values, headers, pointers or empty space. */
export async function flipOne(patient: Patient): Promise<Flip> {
  const { healthy, random, launch } = patient;
  const { table } = random.pick(CONTENT_TABLES);
  const page = random.pick(readPages(healthy, table));
  const offset = (page - 1) * PAGE + random.int(0, PAGE - 1);
  const bytes = readFileSync(healthy);
  bytes[offset] = (bytes[offset] ?? 0) ^ random.int(1, 255);
  const { ok } = await diagnose(patient, bytes);
  const harmed = readContent(join(launch.dataDir, "awareness.db")) !== readContent(healthy);
  return { harmed, found: !ok, what: `${table}, page ${page}, at ${offset}` };
}

/** Numbers of all pages of a table. */
export function readPages(path: string, table: string): readonly number[] {
  const db = new Database(path, { readonly: true });
  const pages = pagesOf(db, table);
  db.close();
  return pages;
}

/** All content as it lies there, byte for byte; what SQLite says when it cannot be read. */
function readContent(path: string): string {
  const copy = `${path}.read`;
  copyFileSync(path, copy);
  const db = new Database(copy);
  try {
    const tables = CONTENT_TABLES.map(({ table, id }) => {
      const values = ["owner_id", id, ...CONTENT_COLUMNS].map((name) => `hex(${name})`);
      return db
        .prepare(`SELECT n, ${values.join(", ")} FROM ${table} NOT INDEXED ORDER BY n`)
        .raw()
        .all();
    });
    return JSON.stringify(tables);
  } catch (error) {
    return String(error);
  } finally {
    db.close();
  }
}
