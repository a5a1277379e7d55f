import type { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";

/**
 * Rebuilds a session on a fresh transport by sending it the client's own `initialize` again and reading the answer to
 * its end. The SDK has no other public way to restore capabilities, client name and protocol version.
 * @returns false when the stored request is not accepted any more
 */
export async function replayInitialize(
  transport: WebStandardStreamableHTTPServerTransport,
  initialize: string,
): Promise<boolean> {
  const body: unknown = JSON.parse(initialize);
  const request = new Request("http://localhost/mcp", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
  });
  const response = await transport.handleRequest(request, { parsedBody: body });
  await response.text();
  return response.ok;
}
