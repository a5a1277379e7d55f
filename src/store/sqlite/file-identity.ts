import { statSync } from "node:fs";
import { unavailable } from "./errors.ts";

/**
 * Remembers which files a connection has open. SQLite goes on writing to a file that was removed or replaced, where
 * nobody finds it again.
 * @returns a check that throws AwarenessError `unavailable` (`file_replaced`) once a name no longer leads to its file.
 */
export function createIdentityCheck(path: string): () => void {
  const names = [path, `${path}-wal`].filter((name) => identify(name) !== undefined);
  const opened = names.map(identify);
  return () => {
    if (names.every((name, index) => identify(name) === opened[index])) return;
    throw unavailable(
      "file_replaced",
      "The database file or its -wal file was moved, removed or replaced while the server runs; nothing was stored. Put it back, or restart awareness.",
    );
  };
}

/** Device and number of the file that the name leads to. */
function identify(name: string): string | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
