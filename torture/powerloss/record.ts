import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { connect } from "../client.ts";
import { type Ledger, type Note, toRemember } from "../ledger.ts";
import { TORTURE } from "../paths.ts";
import type { Launch } from "../program.ts";
import { parseJournal, type Step } from "./journal.ts";

export const SYNC_MODES = ["FULL", "NORMAL"] as const;
/** The program's own setting, and the weaker one that must be caught. */
export type SyncMode = (typeof SYNC_MODES)[number];

export interface RecordOptions {
  readonly launch: Launch;
  readonly mode: SyncMode;
  readonly ledger: Ledger;
  readonly notes: number;
  /** Folder outside the data folder. */
  readonly workDir: string;
}

export interface Recording {
  readonly steps: readonly Step[];
  /** The note of an entry, by the id that the server answered. */
  readonly noteOf: ReadonlyMap<string, Note>;
}

const LANES = 4;

/** True when there is a C compiler and a Linux to preload into. */
export async function canRecord(): Promise<boolean> {
  if (process.platform !== "linux") return false;
  return promisify(execFile)("cc", ["--version"]).then(
    () => true,
    () => false,
  );
}

/** Writes notes through a real stdio server under the recording shim, kills the server, and answers what it did. */
export async function record({ launch, mode, ledger, notes, workDir }: RecordOptions): Promise<Recording> {
  const shim = join(workDir, "shim.so");
  const journal = join(workDir, `journal-${mode}`);
  const source = join(TORTURE, "powerloss", "shim.c");
  await promisify(execFile)("cc", ["-O2", "-shared", "-fPIC", "-o", shim, source, "-ldl", "-lpthread"]);
  const env = {
    ...launch.env,
    LD_PRELOAD: shim,
    POWERLOSS_FOLDER: launch.dataDir,
    POWERLOSS_JOURNAL: journal,
  };
  const relax = ["--import", join(TORTURE, "powerloss", "relax.mjs")];
  const nodeArgs = mode === "NORMAL" ? relax : [];
  const client = await connect("modern", { kind: "stdio", launch: { ...launch, env, nodeArgs } });
  const noteOf = new Map<string, Note>();
  let left = notes;
  const runLane = async (writer: string): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await send(ledger.next(writer));
    }
  };
  const send = async (note: Note): Promise<void> => {
    ledger.sent(note);
    const { isError, json } = await client.call("remember", toRemember(note));
    if (isError) throw new Error(`remember failed: ${JSON.stringify(json)}`);
    ledger.acked(note);
    noteOf.set(json.id, note);
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(`lane-${lane}`)));
  process.kill(client.pid ?? 0, "SIGKILL");
  await client.close().catch(() => {});
  return { steps: parseJournal(await readFile(journal)), noteOf };
}
