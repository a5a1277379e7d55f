import type { Entry } from "../entries/entry.ts";

/** Severity of an alert, least first. `info` is written by the server alone. */
export const ALERT_LEVELS = ["info", "warning", "critical"] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** What a rule may look at in an alert. */
export interface Alert {
  readonly id: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly alertId: string;
  readonly alertType: string;
  readonly level: string;
  readonly message: string;
  /** Empty when the alert names none. */
  readonly metric: string;
  /** Tags in lower case. */
  readonly lowerTags: readonly string[];
  /** Id, message and metric in lower case. */
  readonly lowerTexts: readonly string[];
  /** The words of all of it, folded. */
  readonly words: ReadonlySet<string>;
}

/** Reads an alert entry; a missing level counts as `warning`, anything else missing as empty. */
export function toAlert(entry: Entry): Alert {
  const { data, tags } = entry;
  const [alertId, alertType, message, metric] = [
    data.alert_id,
    data.alert_type,
    data.message,
    data.metric,
  ].map(text) as [string, string, string, string];
  return {
    id: entry.id,
    source: entry.source,
    tags,
    alertId,
    alertType,
    level: text(data.level) || "warning",
    message,
    metric,
    lowerTags: tags.map((tag) => tag.toLowerCase()),
    lowerTexts: [alertId, message, metric].map((one) => one.toLowerCase()),
    words: new Set(wordsOf([alertId, alertType, metric, message, ...tags].join(" "))),
  };
}

/** The words of a text: runs of letters and digits, NFKC, lower case. */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** 0 for `info` up to 2 for `critical`; -1 for a level nobody knows. */
export function severity(level: string): number {
  return (ALERT_LEVELS as readonly string[]).indexOf(level);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
