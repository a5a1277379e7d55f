import Database from "better-sqlite3";
import pg from "pg";

/** Puts `rewrite` between the program and its driver; answers how to take it away again. */
export type Intercept = (rewrite: (text: string) => string) => () => void;

export const interceptPostgres: Intercept = (rewrite) => {
  const { query } = pg.Client.prototype;
  const patched = function (this: pg.Client, config: unknown, ...rest: unknown[]) {
    const given = config as { readonly text?: string };
    const changed = typeof given?.text === "string" ? { ...given, text: rewrite(given.text) } : config;
    return (query as (...values: unknown[]) => unknown).call(this, changed, ...rest);
  };
  pg.Client.prototype.query = patched as typeof query;
  return () => {
    pg.Client.prototype.query = query;
  };
};

export const interceptSqlite: Intercept = (rewrite) => {
  const prototype = Database.prototype as unknown as { prepare(text: string): unknown };
  const { prepare } = prototype;
  prototype.prepare = function (text) {
    return prepare.call(this, rewrite(text));
  };
  return () => {
    prototype.prepare = prepare;
  };
};
