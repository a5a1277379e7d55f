import type { Entry } from "../entries/entry.ts";
import type { OwnerId } from "../owner.ts";

/** A schema's identity; unlike its logical key `family:version`, the pair is unambiguous. */
export interface SchemaName {
  readonly family: string;
  readonly version: string;
}

/** Schemas by name, and who uses them. */
export interface SchemaStore {
  /** The owner's own live schema of this name. At most one exists, whatever its source. */
  find(owner: OwnerId, name: SchemaName): Promise<Entry | undefined>;
  /** The shared schema of this name, which every owner may read. */
  findShared(name: SchemaName): Promise<Entry | undefined>;
  /** Live records of the owner that are pinned to the schema, oldest first; with `sources`, those of these sources alone. */
  listRecords(
    owner: OwnerId,
    name: SchemaName,
    limit: number,
    sources?: readonly string[],
  ): Promise<readonly Entry[]>;
  countRecords(owner: OwnerId, name: SchemaName, sources?: readonly string[]): Promise<number>;
}
