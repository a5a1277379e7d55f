import { existsSync, realpathSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/config.ts";
import { type Clock, toIso } from "../../domain/clock.ts";
import { createServices } from "../../domain/create-services.ts";
import { AwarenessError } from "../../domain/errors.ts";
import { type OwnerId, parseOwner } from "../../domain/owner.ts";
import type { Services } from "../../domain/services.ts";
import type { AppDeps } from "../deps.ts";
import { callLocally } from "../local-tools.ts";
import { readStatus } from "../migrations.ts";
import { withStore } from "../open-store.ts";
import { NOTE_STEPS } from "./notes.ts";
import { REMINDER_STEPS } from "./reminders.ts";
import { SETTING_STEPS } from "./settings.ts";
import { type Step, type Story, WRITERS } from "./step.ts";
import { SYSTEM_STEPS } from "./systems.ts";

export interface DemoRequest {
  /** Absolute path of the database to fill. */
  readonly path: string;
  /** Empties one that exists. */
  readonly reset: boolean;
}

/** How many entries the demo has, by type. */
export type DemoResult = Readonly<Record<string, number>>;

const HOUR_MS = 3_600_000;

/**
 * Fills a database of its own with a month of a person's life, as the tools would have stored it at the time.
 * @throws AwarenessError `conflict` for the configured database, and for one that is not empty.
 */
export async function fillDemo(config: Config, deps: AppDeps, request: DemoRequest): Promise<DemoResult> {
  refuseMain(config, request.path);
  await makeRoom(deps, request);
  const now = deps.clock.now();
  const clock = createStoryClock(now);
  const target = { ...config, database: { kind: "sqlite", path: request.path }, autoMigrate: true } as const;
  return withStore(target, { ...deps, clock }, async (store) => {
    const { services, close } = createServices({
      store,
      clock,
      warn: (fields, text) => deps.log.warn(fields, text),
    });
    const owner = parseOwner(config.defaultOwner);
    try {
      await tell(services, owner, clock, now);
      return Object.fromEntries((await store.overview.stats(owner)).types);
    } finally {
      await close();
    }
  });
}

interface StoryClock extends Clock {
  set(ms: number): void;
}

function createStoryClock(start: number): StoryClock {
  let time = start;
  return {
    now: () => time,
    set: (ms) => {
      time = ms;
    },
  };
}

async function tell(services: Services, owner: OwnerId, clock: StoryClock, now: number): Promise<void> {
  const ids = new Map<string, string>();
  const story: Story = {
    idOf: (name) => ids.get(name) ?? "",
    inHours: (hours) => toIso(now + hours * HOUR_MS),
  };
  const steps: readonly Step[] = [...NOTE_STEPS, ...SETTING_STEPS, ...SYSTEM_STEPS, ...REMINDER_STEPS];
  for (const { ago, by, tool, args, as } of steps.toSorted((one, other) => other.ago - one.ago)) {
    clock.set(now - ago * HOUR_MS);
    const given = typeof args === "function" ? args(story) : args;
    const answer = await callLocally(services, owner, tool, given, WRITERS[by]);
    if (as !== undefined) ids.set(as, String(answer.id));
  }
  clock.set(now);
}

function refuseMain({ database, sessionDatabase }: Config, demo: string): void {
  const mine = [database, sessionDatabase].filter((target) => target?.kind === "sqlite");
  if (!mine.some(({ path: file }) => isSameFile(file, demo))) return;
  throw new AwarenessError("conflict", `${demo} is your own database; name another one with --database.`);
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((file) => statSync(file, { throwIfNoEntry: false }));
  if (first !== undefined && second !== undefined)
    return first.dev === second.dev && first.ino === second.ino;
  return resolved(one) === resolved(other);
}

/** With the links of its folder followed, when the folder exists. */
function resolved(file: string): string {
  const folder = path.dirname(file);
  return path.join(existsSync(folder) ? realpathSync(folder) : folder, path.basename(file));
}

async function makeRoom({ packageRoot }: AppDeps, { path: file, reset }: DemoRequest): Promise<void> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && found.size === 0)) return;
  if (!reset) {
    throw new AwarenessError(
      "conflict",
      `${file} is not empty; add --reset to replace it, or name another file with --database.`,
    );
  }
  const { current } = await readStatus({ kind: "sqlite", path: file }, packageRoot);
  if (current === 0) {
    throw new AwarenessError(
      "conflict",
      `${file} is no database of this program; name another one with --database.`,
    );
  }
  for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
}
