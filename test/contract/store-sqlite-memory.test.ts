import { SQLITE_MEMORY } from "./backends.ts";
import { describeStore } from "./store.contract.ts";

describeStore(SQLITE_MEMORY);
