import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { commandLine, copyProgram, type Launch } from "../program.ts";
// biome-ignore lint/correctness/useImportExtensions: its types are in a file beside it
import { split } from "./split.mjs";
import { readMigrations } from "./subject.ts";

/** Where a migration can stand still: before which of its statements; after the last one, before it is noted as applied. */
interface Place {
  /** Counted from 0, as the statements are. */
  readonly migration: number;
  readonly statement: number;
}

/** A copy of the program whose migration of a Postgres database stands still for a while at a place of our choice. */
export interface StoppingProgram {
  /** In an empty database those of the first migration, in a filled one those of all others. */
  places(kind: "empty" | "filled"): readonly Place[];
  /** Starts `awareness migrate` of it; `place` is counted from 1. */
  start(kind: "empty" | "filled", place: number, launch: Launch): Promise<StoppedProgram>;
}

export interface StoppedProgram {
  /** Exit code or signal. */
  readonly ended: Promise<number | string>;
  kill(): void;
}

/** Long enough to be seen. A killed program's transaction ends only after it. */
const STAND_STILL = "SELECT pg_sleep(0.7);";

/** `root`: folder of the program; `folder`: where the copy goes. */
export async function createStoppingProgram(root: string, folder: string): Promise<StoppingProgram> {
  await mkdir(folder);
  await copyProgram(folder, root);
  const migrations = readMigrations(root, "postgres").map(split);
  const names = readdirSync(join(root, "migrations", "postgres")).sort();
  const all = migrations.flatMap((statements, migration) =>
    Array.from({ length: statements.length + 1 }, (_, statement): Place => ({ migration, statement })),
  );
  const places = (kind: "empty" | "filled") =>
    all.filter(({ migration }) => (kind === "empty") === (migration === 0));
  return {
    places,
    async start(kind, number, launch) {
      const place = places(kind)[number - 1];
      const statements = migrations[place?.migration ?? -1];
      const name = names[place?.migration ?? -1];
      if (place === undefined || statements === undefined || name === undefined)
        throw new Error("No such place");
      await rm(join(folder, "migrations", "postgres"), { recursive: true });
      await cp(join(root, "migrations", "postgres"), join(folder, "migrations", "postgres"), {
        recursive: true,
      });
      const changed = statements.toSpliced(place.statement, 0, STAND_STILL).join("\n");
      writeFileSync(join(folder, "migrations", "postgres", name), changed);
      const { command, args, env } = commandLine({ ...launch, root: folder }, ["migrate"]);
      const child = spawn(command, args, { env, stdio: "ignore" });
      const ended = new Promise<number | string>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code, signal) => resolve(code ?? signal ?? ""));
      });
      return { ended, kill: () => void child.kill("SIGKILL") };
    },
  };
}
