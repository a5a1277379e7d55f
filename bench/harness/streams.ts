import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A stream of events that is open, and stays so until it is destroyed. */
export async function openStream(port: number, request: Buffer): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port });
  await once(socket, "connect");
  socket.write(request);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    head += chunk.toString("latin1");
  }
  if (!/^HTTP\/1\.1 200 [\s\S]*text\/event-stream/i.test(head))
    throw new Error(`No stream was opened: ${head}`);
  socket.on("error", () => {});
  socket.resume();
  return socket;
}
