import { BACKENDS } from "../contract/backends.ts";
import { describeRelevance } from "./relevance.contract.ts";

for (const { name, open } of BACKENDS) describeRelevance(name, open);
