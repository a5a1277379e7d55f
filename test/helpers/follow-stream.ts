export interface FollowedStream {
  /** What it has said so far, in pieces. */
  readonly seen: string[];
  until(text: string): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the stream has ended, in order or not. */
  readonly ended: Promise<void>;
}

/** Collects what a stream says. */
export function follow(response: Response): FollowedStream {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const seen: string[] = [];
  const waiting: { text: string; resolve(): void }[] = [];
  const decoder = new TextDecoder();
  const read = async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      seen.push(decoder.decode(next.value));
      for (const wish of waiting) if (seen.join("").includes(wish.text)) wish.resolve();
    }
  };
  const running = read().catch(() => {});
  return {
    seen,
    ended: running,
    until: (text) =>
      seen.join("").includes(text)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ text, resolve });
          }),
    stop: async () => {
      await reader.cancel();
      await running;
    },
  };
}
