import type { Entry } from "../entries/entry.ts";
import type { EntryFilter } from "../entries/entry-store.ts";
import { AwarenessError, invalidParameter } from "../errors.ts";
import type { OwnerId } from "../owner.ts";

/** The only sources that a caller may read and write; sorted, each once. What lies outside is as good as not there. */
export type Project = readonly string[];

export function toProject(sources: readonly string[]): Project {
  return [...new Set(sources)].sort();
}

/** One text for everybody who sees the same: an owner has no spaces, so no two of them meet. */
export function viewKey(owner: OwnerId, project: Project | undefined): string {
  return project === undefined ? owner : `${owner} ${JSON.stringify(project)}`;
}

export function isInside(project: Project, { source }: Pick<Entry, "source">): boolean {
  return project.includes(source);
}

/** The filter within the project. One source is asked for by name, which indexes are made for. */
export function narrow(project: Project, filter: EntryFilter): EntryFilter {
  if (filter.source !== undefined) return project.includes(filter.source) ? filter : { ...filter, types: [] };
  const [only, ...others] = project;
  return only !== undefined && others.length === 0
    ? { ...filter, source: only }
    : { ...filter, sources: project };
}

/** @throws AwarenessError `invalid_parameter` for a source that the caller may not write to. */
export function requireInside(project: Project, { type, source }: Pick<Entry, "type" | "source">): void {
  if (project.includes(source)) return;
  // What a preference is about is its source.
  const param = type === "preference" ? "scope" : "source";
  const allowed = project.length === 0 ? "no source at all" : project.join(", ");
  throw invalidParameter(
    param,
    `This token is bound to a project; it writes to ${allowed}. Nothing was stored.`,
    {
      value: source,
      valid: project,
    },
  );
}

/** What a bound caller may not do at all; `what` completes "cannot". */
export function refused(what: string): AwarenessError {
  return new AwarenessError(
    "forbidden",
    `This token is bound to a project and cannot ${what}. Use a token that is not bound.`,
  );
}

/** A method that no bound caller has. */
export function refuse(what: string): () => Promise<never> {
  return () => Promise.reject(refused(what));
}
