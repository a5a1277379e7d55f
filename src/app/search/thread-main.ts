import { runSearchThread } from "./thread.ts";

// A failure ends the thread, and the one that started it is told.
void runSearchThread();
