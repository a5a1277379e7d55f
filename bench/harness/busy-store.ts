import path from "node:path";
import type { Database } from "better-sqlite3";
import { reportAlert } from "../../src/domain/alerts/report-alert.ts";
import { suppressAlert } from "../../src/domain/alerts/suppress-alert.ts";
import { learnPattern } from "../../src/domain/entries/learn-pattern.ts";
import { remember } from "../../src/domain/entries/remember.ts";
import type { Services } from "../../src/domain/services.ts";
import { reportStatus } from "../../src/domain/status/report-status.ts";
import type { Note } from "./corpus.ts";
import { callerOf, DATABASE, type OpenServices, OWNER, openServices, readIds } from "./database.ts";
import { makeFilledDatabase } from "./load-entries.ts";
import type { Workshop } from "./workshop.ts";

const HOUR_MS = 60 * 60 * 1000;
const THREE_YEARS_MS = 3 * 365 * 24 * HOUR_MS;
const KNOWLEDGE = ["note", "context", "preference"];
const HOSTS = 10;

/** Two common tags that no entry has both of. */
export const APART = ["tag-2", "tag-3"] as const;

/** The store of somebody who uses it every day, open, with its watched sources and what is known of them. */
export interface BusyStore extends OpenServices {
  readonly file: string;
  /** Ids of the owner's entries, in random order. */
  readonly ids: readonly string[];
  /** A durable change by the owner: what was remembered of the owner is stale after it. */
  write(): Promise<void>;
  /** A monitor reports one of its active alerts again, with new numbers. */
  refreshAlert(): Promise<void>;
}

/**
 * Entries of three years, with the links, reads and actions of a busy person, and beside them 5 statuses, 10 active
 * alerts, 5 suppressions and 20 patterns, which are reported as clients do.
 */
export async function openBusyStore(
  { root, makeDir }: Workshop,
  name: string,
  entries: number,
): Promise<BusyStore> {
  const file = path.join(makeDir(), DATABASE);
  await makeFilledDatabase(root, file, entries, { spanMs: THREE_YEARS_MS, adapt, finish: addTraces });
  const opened = await openServices(root, file);
  const { services } = opened;
  await watch(services);
  await raiseAlerts(services, 0, 10);
  const note = { source: "bench", tags: [], content: name, learned_from: "conversation" };
  const logical_key = "changes often";
  let writes = 0;
  return {
    ...opened,
    file,
    ids: readIds(file, 20_000),
    async write() {
      writes += 1;
      const description = `Changed ${writes} times`;
      await remember(services, callerOf("remember"), { ...note, logical_key, description });
    },
    async refreshAlert() {
      writes += 1;
      await raiseAlerts(services, 3, 4, writes);
    },
  };
}

/** Alerts of ten hosts, every tenth one critical, with the details that a monitor sends. */
export async function raiseAlerts(
  services: Services,
  from: number,
  to: number,
  used_percent = 91,
): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const raise = (n: number) =>
    reportAlert(services, callerOf("report_alert"), {
      source: `host-${n % HOSTS}`,
      tags: ["infra", `service-${n % 7}`],
      alert_id: `disk-${n}`,
      level: n % 10 === 0 ? "critical" : "warning",
      alert_type: "threshold",
      message: `Volume ${n} is 91 percent full and will be full in about ${n % 48} hours`,
      metric: "disk_used",
      details: { volume: `/srv/data-${n}`, used_percent, growth_per_day: 1.5, checked_by: "monitor" },
      resolved: false,
    });
  await Promise.all(numbers.map(raise));
}

async function watch(services: Services): Promise<void> {
  const caller = callerOf("report_status");
  for (let n = 0; n < 5; n += 1) {
    const status = { source: `host-${n}`, tags: ["infra"], metrics: { load: 0.5 }, ttl_sec: 86_400 };
    await reportStatus(services, caller, status);
    await suppressAlert(services, caller, {
      tags: [`service-${n}`],
      level: "warning",
      duration_minutes: 10_000,
      escalation_override: true,
      reason: "Known until the new disks come",
    });
  }
  for (let n = 0; n < 20; n += 1) {
    await learnPattern(services, caller, {
      source: n % 2 === 0 ? "" : `host-${n % HOSTS}`,
      tags: ["infra"],
      description: `Backup ${n} is noisy`,
      conditions: n % 3 === 0 ? { day_of_week: ["saturday", "sunday"] } : { hour_range: [22, 6] },
      effect: `nightly backup ${n} fills the volume`,
      learned_from: "conversation",
    });
  }
}

/** Knowledge only: what is watched comes later, in known numbers. */
function adapt(note: Note): Note {
  const [one, other] = APART;
  const tags = note.tags.includes(one) ? note.tags.filter((tag) => tag !== other) : note.tags;
  return { ...note, tags, type: KNOWLEDGE.includes(note.type) ? note.type : "note" };
}

/** Every second entry is of another client, every fifth links to the one before, nine in ten were read, one in twenty acted on. */
function addTraces(db: Database, now: number): void {
  const values = { owner: OWNER, now, hour: HOUR_MS };
  const before = "SELECT p.id FROM entries p WHERE p.n = e.n - 1 AND p.owner_id = e.owner_id";
  for (const sql of [
    "UPDATE entries SET client = 'phone' WHERE owner_id = :owner AND n % 2 = 0",
    `INSERT INTO entry_links (owner_id, deleted, target_id, rev)
     SELECT e.owner_id, 0, (${before}), e.rev FROM entries e
      WHERE e.owner_id = :owner AND e.n % 5 = 0 AND EXISTS (${before})`,
    `UPDATE entries AS e SET data = json_set(data, '$.related_ids', json_array((${before})))
      WHERE e.owner_id = :owner AND e.n % 5 = 0 AND EXISTS (${before})`,
    `UPDATE entries SET last_read_day = CAST(min(changed_at + :hour, :now) / 86400000 AS INTEGER)
      WHERE owner_id = :owner AND n % 10 <> 0`,
    `INSERT INTO reads (owner_id, entry_id, at, platform, tool)
     SELECT owner_id, id, min(changed_at + :hour, :now), 'phone', 'get_knowledge' FROM entries
      WHERE owner_id = :owner AND n % 10 <> 0`,
    `INSERT INTO actions (owner_id, entry_id, at, platform, action, detail, tags)
     SELECT owner_id, id, min(changed_at + :hour, :now), 'phone', 'done', NULL, '[]' FROM entries
      WHERE owner_id = :owner AND n % 20 = 1`,
  ]) {
    db.prepare(sql).run(values);
  }
}
