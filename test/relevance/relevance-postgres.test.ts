import { POSTGRES } from "../contract/backends.ts";
import { describeRelevance } from "./relevance.contract.ts";

describeRelevance(POSTGRES.name, POSTGRES.open);
