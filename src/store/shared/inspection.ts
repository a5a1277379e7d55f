/** One thing looked at, and how it is. */
export interface Inspection {
  readonly check: string;
  readonly status: "pass" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it, when it is not a pass. */
  readonly remedy?: string;
}

export function pass(check: string, detail: string): Inspection {
  return { check, status: "pass", detail };
}

export function warn(check: string, detail: string, remedy: string): Inspection {
  return { check, status: "warn", detail, remedy };
}

export function fail(check: string, detail: string, remedy: string): Inspection {
  return { check, status: "fail", detail, remedy };
}

/** A database into which a copy has begun and not ended. */
export function unfinishedCopy(): Inspection {
  return fail("copy", "an unfinished copy lies in it", "Run the same awareness copy again, or empty it.");
}
