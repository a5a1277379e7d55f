import { readFileSync } from "node:fs";

/** A user of the operating system, as `spawn` and `chown` take it. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who must run Postgres: it refuses root, so root hands over to `postgres` or `nobody`. Undefined: the user we are.
 * @throws Error when root finds neither.
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = ["postgres", "nobody"].flatMap((name) => users.filter(([user]) => user === name))[0];
  if (found === undefined)
    throw new Error(
      "Postgres does not run as root: add a user `postgres`, or run the tests as another user.",
    );
  return { uid: Number(found[2]), gid: Number(found[3]) };
}
