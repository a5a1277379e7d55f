import { join } from "node:path";

/** The folder of this file, also after bundling, which puts it in as text. */
export const TORTURE = import.meta.dirname;

/** The folder of `package.json`. */
export const ROOT = join(TORTURE, "..");
