import { reportAlert } from "../../mcp/tools/report-alert.ts";
import { reportStatus } from "../../mcp/tools/report-status.ts";
import { suppressAlert } from "../../mcp/tools/suppress-alert.ts";
import { DAY, type Step } from "./step.ts";

const EVERY_HOURS = 12;
const HOUR_SECONDS = 3600;

/** Small ups and downs, the same in every demo. */
const wave = (step: number, height: number): number => Math.round(Math.sin(step * 1.7) * height * 10) / 10;

function nasReport(step: number): Step {
  const ago = step * EVERY_HOURS + 1;
  return {
    ago,
    by: "monitor",
    tool: reportStatus,
    args: {
      source: "nas",
      tags: ["nas", "home"],
      metrics: {
        disk_used_percent: 71 - Math.floor(step / 6),
        // The last report is out of line: the fan has failed.
        disk_temperature: step === 0 ? 58 : 39 + wave(step, 1.5),
        load: 0.6 + wave(step, 0.3),
      },
      ttl_sec: 2 * EVERY_HOURS * HOUR_SECONDS,
    },
  };
}

const NAS_REPORTS: readonly Step[] = Array.from({ length: 60 }, (_, step) => nasReport(step));

const WEBSITE_REPORTS: readonly Step[] = Array.from({ length: 30 }, (_, day) => ({
  ago: day * DAY + 2,
  by: "monitor",
  tool: reportStatus,
  args: {
    source: "garden-planner-web",
    tags: ["garden-planner", "web"],
    metrics: { response_ms: 180 + wave(day, 25), visitors: 140 + Math.round(wave(day, 30)) },
    ttl_sec: 2 * DAY * HOUR_SECONDS,
  },
}));

/** What reported to the memory, and what went wrong. */
export const SYSTEM_STEPS: readonly Step[] = [
  ...NAS_REPORTS,
  ...WEBSITE_REPORTS,
  {
    ago: 4 * DAY,
    by: "monitor",
    tool: reportStatus,
    args: {
      source: "laptop-backup",
      tags: ["backup"],
      metrics: { last_run: "ok", gigabytes: 212 },
      ttl_sec: 36 * HOUR_SECONDS,
    },
  },
  {
    ago: 18 * DAY,
    by: "monitor",
    tool: reportAlert,
    args: {
      source: "garden-planner-web",
      tags: ["garden-planner", "web"],
      alert_id: "http-500",
      level: "critical",
      alert_type: "threshold",
      message: "5 % of the requests fail with status 500 since the last deployment",
    },
  },
  {
    ago: 18 * DAY - 2,
    by: "monitor",
    tool: reportAlert,
    args: {
      source: "garden-planner-web",
      tags: ["garden-planner", "web"],
      alert_id: "http-500",
      level: "critical",
      alert_type: "threshold",
      message: "No failed requests any more",
      resolved: true,
    },
  },
  {
    ago: 20,
    by: "monitor",
    tool: reportAlert,
    args: {
      source: "garden-planner-web",
      tags: ["garden-planner", "certificate"],
      alert_id: "certificate",
      level: "warning",
      alert_type: "structural",
      message: "The certificate of garden-planner.example ends in 6 days and was not renewed",
      details: { issuer: "Let's Encrypt", days_left: 6 },
    },
  },
  {
    ago: 3 * DAY,
    by: "monitor",
    tool: reportAlert,
    args: {
      source: "printer",
      tags: ["home"],
      alert_id: "toner",
      level: "warning",
      alert_type: "threshold",
      message: "Toner is low (9 %)",
    },
  },
  {
    ago: 2 * DAY,
    by: "claude",
    tool: suppressAlert,
    args: {
      source: "printer",
      duration_minutes: 14 * DAY * 60,
      reason: "New toner is ordered and comes next week.",
    },
  },
];
