import { type Alert, severity } from "../alerts/alert.ts";
import type { Entry } from "../entries/entry.ts";

/** A mute rule as it is evaluated; made once per briefing. */
export interface Suppression {
  /** Empty: every source. */
  readonly source: string;
  /** Lower-cased; empty: all tags. */
  readonly tags: readonly string[];
  /** Empty: every metric. */
  readonly metric: string;
  readonly level: number;
  readonly escalates: boolean;
}

export function toSuppression(entry: Entry): Suppression {
  const { metric, suppress_level, escalation_override } = entry.data;
  return {
    source: entry.source,
    tags: entry.tags.map((tag) => tag.toLowerCase()),
    metric: typeof metric === "string" ? metric : "",
    level: severity(typeof suppress_level === "string" ? suppress_level : "warning"),
    escalates: escalation_override !== false,
  };
}

/**
 * True when a suppression mutes the alert. Each is judged by itself: an alert more severe than a suppression's level
 * breaks through that one (unless it says otherwise), which neither mutes nor frees it for the others.
 */
export function isSuppressed(alert: Alert, suppressions: readonly Suppression[]): boolean {
  const rank = severity(alert.level);
  return suppressions.some((one) => concerns(one, alert) && !(one.escalates && rank > one.level));
}

function concerns(suppression: Suppression, alert: Alert): boolean {
  if (suppression.source !== "" && suppression.source !== alert.source) return false;
  if (suppression.metric !== "" && suppression.metric !== alert.metric) return false;
  return suppression.tags.length === 0 || suppression.tags.some((tag) => isAbout(alert, tag));
}

/** A tag matches an equal tag, or a part of the alert's id, message or metric. */
function isAbout({ lowerTags, lowerTexts }: Alert, tag: string): boolean {
  return lowerTags.includes(tag) || lowerTexts.some((text) => text.includes(tag));
}
