import { AsyncLocalStorage } from "node:async_hooks";

/** What a call of the library has come upon, beside its answer. */
export interface CallFindings {
  /** An authenticated client has sent a refresh token of its own that had just been used. */
  readonly isLate: boolean;
}

/** Carries findings from our storage, deep below the library, to whoever called it. */
export interface CallNotes {
  collect(call: () => Promise<void>): Promise<CallFindings>;
  /** For the call that is under way. */
  noteLate(): void;
}

export function createCallNotes(): CallNotes {
  const running = new AsyncLocalStorage<{ isLate: boolean }>();
  return {
    async collect(call) {
      const found = { isLate: false };
      await running.run(found, call);
      return found;
    },
    noteLate() {
      const found = running.getStore();
      if (found !== undefined) found.isLate = true;
    },
  };
}
