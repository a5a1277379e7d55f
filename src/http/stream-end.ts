import type { Reply } from "./exchange.ts";

/** Calls `onEnd` once: when the reply's stream ends, fails or is cancelled, or at once when the reply has no stream. */
export function watchStream(reply: Reply, onEnd: () => void): Reply {
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
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
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
