import { createHmac } from "node:crypto";
import type { OwnerId } from "../owner.ts";
import type { Services } from "../services.ts";

/** 48 bits: the largest whole bytes that stay exact in JSON numbers. */
const BYTES = 6;

/**
 * The number under which a row of the logs is shown. The database numbers the rows of all owners together, so its own
 * numbers would tell how much others do; this one is stable, and says nothing.
 */
export function toRowId(
  { store }: Pick<Services, "store">,
  owner: OwnerId,
  kind: "read" | "action",
  id: number,
): number {
  return createHmac("sha256", store.cursorKey)
    .update(`${kind}\0${owner}\0${id}`)
    .digest()
    .readUIntBE(0, BYTES);
}
