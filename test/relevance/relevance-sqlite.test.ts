import { SQLITE_MEMORY } from "../contract/backends.ts";
import { describeRelevance } from "./relevance.contract.ts";

describeRelevance(SQLITE_MEMORY.name, SQLITE_MEMORY.open);
