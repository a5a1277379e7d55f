import type { Reply } from "./exchange.ts";

/** Bytes of a stream that may wait here, beside one part that is longer. */
const MAX_QUEUED_BYTES = 1024 * 1024;

/**
 * Calls `onEnd` once: when the reply's stream ends, fails or is cancelled, or at once when the reply has no stream. The
 * stream also ends when `signal` aborts, and fails when its source goes on while a reader leaves too much waiting: the
 * SDK's sources do not ask whether anybody keeps up.
 */
export function watchStream(reply: Reply, onEnd: () => void, signal?: AbortSignal): Reply {
  if (!(reply.body instanceof ReadableStream)) {
    onEnd();
    return reply;
  }
  const reader = reply.body.getReader();
  let ended = false;
  const end = () => {
    if (!ended) onEnd();
    ended = true;
  };
  const stop = () => {
    end();
    reader.cancel().catch(() => undefined);
  };

  type Controller = ReadableStreamDefaultController<Uint8Array>;
  /** True when the source has ended. */
  async function copyPart(controller: Controller): Promise<boolean> {
    const { done, value } = await reader.read();
    if (ended || done) return true;
    if ((controller.desiredSize ?? 0) <= 0) throw new Error("The reader of a stream does not keep up.");
    controller.enqueue(value);
    return false;
  }

  async function copy(controller: Controller): Promise<void> {
    try {
      while (!(await copyPart(controller)));
      if (ended) return;
      end();
      controller.close();
    } catch (error) {
      if (ended) return;
      stop();
      controller.error(error);
    }
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = () => {
          if (ended) return;
          stop();
          controller.close();
        };
        if (signal?.aborted === true) return close();
        signal?.addEventListener("abort", close, { once: true });
        void copy(controller);
      },
      async cancel(reason) {
        end();
        await reader.cancel(reason);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_QUEUED_BYTES }),
  );
  return { ...reply, body };
}
