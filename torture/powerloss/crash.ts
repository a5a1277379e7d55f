import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { connect } from "../client.ts";
import type { Note } from "../ledger.ts";
import type { Launch } from "../program.ts";
import type { Random } from "../random.ts";
import { readAll } from "../read-back.ts";
import { checkIntegrity } from "../verify.ts";
import { Disk, FATES, type Image } from "./disk.ts";
import type { Recording } from "./record.ts";

/** What the images of many power cuts held. */
export interface CrashReport {
  readonly images: number;
  /** Images read back through the real server as well. */
  readonly served: number;
  /** Images in which an answered note was missing. */
  readonly lossy: number;
  /** The most answered notes missing in one image. */
  readonly mostLost: number;
  /** Notes whose text is not what was sent, over all images. */
  readonly torn: number;
  /** Entries that nobody sent. */
  readonly phantom: number;
  /** Notes that are there more than once in an image. */
  readonly doubled: number;
  /** Images that SQLite or the server did not find in order, with what they said. */
  readonly corrupt: readonly string[];
}

export interface CrashOptions {
  readonly recording: Recording;
  readonly random: Random;
  readonly points: number;
  /** Every how many images the real server reads one back. */
  readonly serveEvery: number;
  readonly launch: Launch;
  /** An empty folder for the images. */
  readonly workDir: string;
}

/** Cuts the power at random steps and looks at what is left. */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const { recording, random, points } = options;
  const { steps } = recording;
  const cuts = new Set(Array.from({ length: points }, () => random.int(0, steps.length - 1)));
  const disk = new Disk();
  const acks = createAckReader();
  const report = {
    images: 0,
    served: 0,
    lossy: 0,
    mostLost: 0,
    torn: 0,
    phantom: 0,
    doubled: 0,
    corrupt: [] as string[],
  };
  for (const [index, step] of steps.entries()) {
    disk.apply(step);
    if (step.kind === "output") acks.read(step.data);
    if (!cuts.has(index)) continue;
    for (const fate of FATES) {
      const serve = report.images % options.serveEvery === 0;
      const found = await examine(disk.cut(fate, random), { ...options, serve });
      tally(report, found, { acked: acks.ids, noteOf: recording.noteOf, where: `step ${index}, ${fate}` });
    }
  }
  return report;
}

/** Entry ids with their texts; or why they cannot be read. */
interface Found {
  readonly texts: readonly (readonly [id: string, text: string])[];
  readonly wrong?: string;
  readonly served: boolean;
}

async function examine(
  image: Image,
  { launch, workDir, serve }: CrashOptions & { serve: boolean },
): Promise<Found> {
  const dataDir = join(workDir, "image");
  rmSync(dataDir, { recursive: true, force: true });
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const [name, bytes] of image) await writeFile(join(dataDir, name), bytes, { mode: 0o600 });
  try {
    if (serve) return { texts: await readThroughServer({ ...launch, dataDir }), served: true };
    return { ...readFile(join(dataDir, "awareness.db")), served: false };
  } catch (error) {
    return { texts: [], wrong: String(error), served: serve };
  }
}

function readFile(path: string): Omit<Found, "served"> {
  const integrity = checkIntegrity(path);
  const db = new Database(path);
  try {
    const made = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'entries'").get() !== undefined;
    const rows = made
      ? db
          .prepare<[], { id: string; text: string }>("SELECT id, data ->> 'content' AS text FROM entries")
          .all()
      : [];
    const texts = rows.map(({ id, text }) => [id, text] as const);
    return integrity === "ok" ? { texts } : { texts, wrong: integrity };
  } finally {
    db.close();
  }
}

async function readThroughServer(launch: Launch): Promise<Found["texts"]> {
  const client = await connect("modern", { kind: "stdio", launch });
  try {
    const entries = await readAll(client, {}, 500);
    return entries.map(({ id, data }) => [id, data.content] as const);
  } finally {
    await client.close();
  }
}

interface Expected {
  readonly acked: ReadonlySet<string>;
  readonly noteOf: ReadonlyMap<string, Note>;
  readonly where: string;
}

type Tally = { -readonly [Name in keyof CrashReport]: CrashReport[Name] } & { corrupt: string[] };

function tally(report: Tally, { texts, wrong, served }: Found, { acked, noteOf, where }: Expected): void {
  report.images += 1;
  if (served) report.served += 1;
  if (wrong !== undefined) report.corrupt.push(`${where}: ${wrong}`);
  const found = new Set(texts.map(([id]) => id));
  const lost = [...acked].filter((id) => !found.has(id)).length;
  if (lost > 0) report.lossy += 1;
  report.mostLost = Math.max(report.mostLost, lost);
  for (const [id, text] of texts) {
    const note = noteOf.get(id);
    if (note === undefined) report.phantom += 1;
    else if (note.text !== text) report.torn += 1;
  }
  report.doubled += texts.length - new Set(texts.map(([, text]) => text)).size;
}

/** Collects the ids of entries that the server has answered, from its output as it came. */
function createAckReader() {
  const ids = new Set<string>();
  let rest = "";
  return {
    ids,
    read(data: Buffer): void {
      const lines = (rest + data.toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const id: unknown = JSON.parse(line).result?.structuredContent?.id;
        if (typeof id === "string") ids.add(id);
      }
    },
  };
}
