import { v7 } from "uuid";

/** A new entry id: UUID version 7 (RFC 9562), so that ids made later sort later and index pages stay warm. */
export function newId(): string {
  return v7();
}
