import { EventStream, type Reply } from "../../src/http/exchange.ts";

/** The body of a reply as a web response has it. Its reader going away, or `signal`, ends an event stream. */
export function toBody(body: Reply["body"], signal: AbortSignal): string | ReadableStream<Uint8Array> | null {
  if (!(body instanceof EventStream)) return body ?? null;
  const encoder = new TextEncoder();
  let over = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener("abort", () => body.stop(), { once: true });
      body.start({
        send: (text) => over || controller.enqueue(encoder.encode(text)),
        end(text) {
          if (over) return;
          over = true;
          controller.enqueue(encoder.encode(text));
          controller.close();
        },
      });
    },
    cancel() {
      over = true;
      body.stop();
    },
  });
}
