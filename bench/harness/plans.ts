import Database from "better-sqlite3";

/** A statement that ran, and how SQLite goes about it. */
export interface Plan {
  readonly sql: string;
  readonly steps: readonly string[];
}

/** The plans of all statements that are compiled while `work` runs. The store compiles each when it first runs. */
export async function recordPlans(work: () => Promise<unknown>): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  const { prototype } = Database;
  const { prepare } = prototype;
  prototype.prepare = function (this: Database.Database, sql: string) {
    const explain = (text: string) => prepare.call(this, text) as Database.Statement<unknown[]>;
    if (/^\s*(SELECT|WITH)/.test(sql))
      plans.push({ sql, steps: stepsOf(explain(`EXPLAIN QUERY PLAN ${sql}`), sql) });
    return prepare.call(this, sql);
  } as typeof prepare;
  try {
    await work();
  } finally {
    prototype.prepare = prepare;
  }
  return plans;
}

function stepsOf(explain: Database.Statement<unknown[]>, sql: string): readonly string[] {
  const names = [...new Set(sql.match(/:\w+/g))].map((name) => [name.slice(1), "[]"]);
  const values = names.length > 0 ? [Object.fromEntries(names)] : (sql.match(/\?/g) ?? []).map(() => "[]");
  return (explain.all(...values) as { readonly detail: string }[]).map(({ detail }) => detail);
}

/**
 * Steps that read a table, an index from end to end, or an index entered with nothing but the owner. `s` is what a
 * statement has stepped through an index to find.
 */
export function wholeStoreSteps({ steps }: Plan): readonly string[] {
  return steps.filter(
    (step) =>
      (/^SCAN /.test(step) && !/VIRTUAL TABLE|CONSTANT|\(subquery|^SCAN s$/.test(step)) ||
      /^SEARCH .*\(owner_id=\?\)$/.test(step),
  );
}
