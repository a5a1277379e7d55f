/** What has been opened, to be closed in reverse order. */
export interface CloseStack {
  defer(close: () => Promise<void>): void;
  /** Closes everything once, whatever fails on the way; further calls get the same promise. @throws the first failure. */
  closeAll(): Promise<void>;
}

export function createCloseStack(): CloseStack {
  const closers: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;

  async function unwind(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  return {
    defer: (close) => void closers.push(close),
    closeAll: () => {
      closing ??= unwind();
      return closing;
    },
  };
}
