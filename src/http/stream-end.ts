import type { Reply } from "./exchange.ts";

/**
 * Calls `onEnd` once: when the reply's stream ends, fails or is cancelled, or at once when the reply has no stream. The
 * stream also ends when `signal` aborts.
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
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const stop = () => {
        if (ended) return;
        end();
        controller.close();
        reader.cancel().catch(() => undefined);
      };
      if (signal?.aborted === true) stop();
      else signal?.addEventListener("abort", stop, { once: true });
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (ended) return;
        if (!done) return controller.enqueue(value);
        end();
        controller.close();
      } catch (error) {
        end();
        controller.error(error);
      }
    },
    async cancel(reason) {
      end();
      await reader.cancel(reason);
    },
  });
  return { ...reply, body };
}
