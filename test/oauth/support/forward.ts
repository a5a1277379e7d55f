import { request } from "node:http";
import { Readable } from "node:stream";

/** What a proxy in front would do: the request goes to a port of this machine, and names the host it was meant for. */
export async function forward(port: number, url: URL, init: RequestInit = {}): Promise<Response> {
  const given = new Request(url, {
    ...init,
    ...(init.body == null ? {} : { duplex: "half" }),
  } as RequestInit);
  const body = Buffer.from(await given.arrayBuffer());
  const headers: Record<string, string> = { ...Object.fromEntries(given.headers), host: url.host };
  for (const [name, value] of new Headers(init.headers)) headers[name] = value;
  if (init.headers !== undefined && !(init.headers instanceof Headers) && !Array.isArray(init.headers)) {
    for (const [name, value] of Object.entries(init.headers)) headers[name.toLowerCase()] = String(value);
  }
  if (body.length > 0) headers["content-length"] = String(body.length);
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const options = { host: "127.0.0.1", port, path, method: given.method, headers, agent: false };
    const outgoing = request(options, (incoming) => {
      const answered = new Headers();
      for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
        answered.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "");
      }
      const status = incoming.statusCode ?? 500;
      const isEmpty = status === 204 || status === 304;
      const stream = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
      resolve(new Response(isEmpty ? null : stream, { status, headers: answered }));
    });
    outgoing.on("error", reject);
    init.signal?.addEventListener("abort", () => outgoing.destroy(new Error("aborted")));
    outgoing.end(body);
  });
}
