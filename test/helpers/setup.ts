import { afterAll } from "vitest";
import { endFile } from "./end-of-file.ts";

// Test files that share a worker share the modules of helpers, which run once; this one runs for every file.
afterAll(endFile);
