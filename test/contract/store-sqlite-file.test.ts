import { SQLITE_FILE } from "./backends.ts";
import { describeStore } from "./store.contract.ts";

describeStore(SQLITE_FILE);
