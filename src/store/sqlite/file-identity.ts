import { lstatSync, statSync } from "node:fs";
import path from "node:path";
import type { Clock } from "../../domain/clock.ts";
import { unavailable } from "./errors.ts";

/** A folder that changed this lately may change again without a new time, on file systems that count in seconds, ns. */
const RACY_NS = 2_000_000_000n;

/**
 * Remembers which files a connection has open. SQLite goes on writing to a file that was removed or replaced, where
 * nobody finds it again.
 *
 * While their folder has not changed, no name in it leads elsewhere, so the files themselves are looked at only after a
 * change of it. Since Linux 6.13 (multigrain timestamps) a look at a file's times makes its next `fsync` write new ones
 * down as well: 50 us of every commit with Linux 6.18 and ext4, by `npm run bench -- durable-remember`.
 * @returns a check that throws AwarenessError `unavailable` (`file_replaced`) once a name no longer leads to its file.
 */
export function createIdentityCheck(file: string, clock: Clock): () => void {
  const names = [file, `${file}-wal`].filter((name) => identify(name) !== undefined);
  const opened = names.map(identify);
  const folder = path.dirname(file);
  const canMoveUnseen = names.some((name) => lstatSync(name).isSymbolicLink());
  let seen = "";
  return () => {
    const state = canMoveUnseen ? undefined : describeFolder(folder, clock);
    if (state !== undefined && state.text === seen) return;
    if (!names.every((name, index) => identify(name) === opened[index])) {
      throw unavailable(
        "file_replaced",
        "The database file or its -wal file was moved, removed or replaced while the server runs; nothing was stored. Put it back, or restart awareness.",
      );
    }
    seen = state?.isSettled ? state.text : "";
  };
}

/** Taken before the files are looked at: what changes meanwhile shows the next time. */
function describeFolder(
  folder: string,
  clock: Clock,
): { readonly text: string; readonly isSettled: boolean } | undefined {
  const found = statSync(folder, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return undefined;
  const { dev, ino, mtimeNs } = found;
  const isSettled = BigInt(clock.now()) * 1_000_000n - mtimeNs > RACY_NS;
  return { text: `${dev}:${ino}:${mtimeNs}`, isSettled };
}

/** Device and number of the file that the name leads to. */
function identify(name: string): string | undefined {
  const found = statSync(name, { throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}
