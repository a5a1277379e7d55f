import { POSTGRES } from "./backends.ts";
import { describeStore } from "./store.contract.ts";

describeStore(POSTGRES);
