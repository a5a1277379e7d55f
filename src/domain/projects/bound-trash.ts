import type { TrashStore } from "../entries/trash-store.ts";
import { type Project, refuse } from "./project.ts";

export function boundTrash(trash: TrashStore, sources: Project): TrashStore {
  return {
    trash: (owner, selector, author) => trash.trash(owner, { ...selector, sources }, author),
    countTrashable: (owner, selector) => trash.countTrashable(owner, { ...selector, sources }),
    restore: (owner, selector, author) => trash.restore(owner, { ...selector, sources }, author),
    list: (owner, page) => trash.list(owner, { ...page, sources }),
    purge: refuse("purge the trash"),
  };
}
