/** One thing the doctor looked at. */
export interface Finding {
  /** Short name, stable for scripts. */
  readonly check: string;
  readonly status: "pass" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export function pass(check: string, detail: string): Finding {
  return { check, status: "pass", detail };
}

/** Without a remedy where the detail says it. */
export function warn(check: string, detail: string, remedy?: string): Finding {
  return { check, status: "warn", detail, ...(remedy === undefined ? {} : { remedy }) };
}

export function fail(check: string, detail: string, remedy: string): Finding {
  return { check, status: "fail", detail, remedy };
}
