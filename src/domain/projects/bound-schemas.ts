import type { SchemaStore } from "../schemas/schema-store.ts";
import { isInside, type Project } from "./project.ts";

/** A schema is an entry like any other; the shared ones belong to nobody, and everybody reads them. */
export function boundSchemas(schemas: SchemaStore, project: Project): SchemaStore {
  return {
    async find(owner, name) {
      const found = await schemas.find(owner, name);
      return found !== undefined && isInside(project, found) ? found : undefined;
    },
    findShared: (name) => schemas.findShared(name),
    listRecords: (owner, name, limit) => schemas.listRecords(owner, name, limit, project),
    countRecords: (owner, name) => schemas.countRecords(owner, name, project),
  };
}
