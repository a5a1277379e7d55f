import { once } from "node:events";
import { request } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "../../auth/providers/support/certificate.ts";
import { atEndOfFile } from "../../helpers/end-of-file.ts";

/** Ends TLS in front of a server on 127.0.0.1, with a certificate that vouches for itself; answers its `https://localhost:…`. */
export async function startTlsProxy(port: number): Promise<string> {
  const proxy = createServer(makeCertificate(), (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const options = { host: "127.0.0.1", port, method, path, headers, agent: false };
    const behind = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    behind.on("error", () => outgoing.destroy());
    incoming.pipe(behind);
  });
  proxy.listen(0, "localhost");
  await once(proxy, "listening");
  atEndOfFile(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `https://localhost:${(proxy.address() as AddressInfo).port}`;
}
