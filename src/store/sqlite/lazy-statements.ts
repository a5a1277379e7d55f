import type { Database, Statement } from "better-sqlite3";

/**
 * The same connection, with statements that are compiled when they first run, and then once: compiling all of them takes
 * longer than everything else that opening a store does, and one conversation uses few.
 */
export function withLazyStatements(db: Database): Database {
  const prepare = (sql: string) => lazyStatement(() => db.prepare(sql));
  return new Proxy(db, {
    get(target, name) {
      if (name === "prepare") return prepare;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

type Members = Pick<Statement, "get" | "all" | "run" | "iterate">;

/** A statement with the members that the store uses. */
interface LazyStatement extends Members {
  pluck(): LazyStatement;
  raw(): LazyStatement;
}

function lazyStatement(compile: () => Statement): LazyStatement {
  let compiled: Statement | undefined;
  const statement = () => {
    compiled ??= compile();
    return compiled;
  };
  return {
    get: (...values) => statement().get(...values),
    all: (...values) => statement().all(...values),
    run: (...values) => statement().run(...values),
    iterate: (...values) => statement().iterate(...values),
    pluck: () => lazyStatement(() => compile().pluck()),
    raw: () => lazyStatement(() => compile().raw()),
  };
}
