import {
  type JSONRPCErrorResponse,
  type JSONRPCMessage,
  type McpServer,
  ProtocolErrorCode,
  type Transport,
} from "@modelcontextprotocol/server";

/** What the SDK puts before the list of issues, and the list itself as JSON text. */
const ISSUES = /^(?:Invalid [\w/]+ request: )?(\[\s*\{[\s\S]*\])$/;
const MOST_SHOWN = 3;
const LONGEST_SHOWN = 200;

interface Issue {
  readonly path?: readonly (string | number)[];
  readonly message?: string;
}

/**
 * Makes every answer of `server` say plainly that a request's parameters are wrong: code -32602 and one line. The SDK
 * reports some of them as -32603 ("internal error"), with a JSON text over many lines as the message.
 */
export function clarifyErrors(server: McpServer): void {
  const connect = server.connect.bind(server);
  server.connect = (transport) => connect(clarified(transport));
}

/** Transports are made for one server, so this one can be changed in place. */
function clarified(transport: Transport): Transport {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => send("error" in message ? clarifyAnswer(message) : message, options);
  return transport;
}

/** The answer itself, unless it is the SDK's report of wrong parameters. */
export function clarifyAnswer(answer: JSONRPCErrorResponse): JSONRPCMessage {
  const { code, message } = answer.error;
  if (code !== ProtocolErrorCode.InternalError && code !== ProtocolErrorCode.InvalidParams) return answer;
  const issues = ISSUES.exec(message)?.[1];
  if (issues === undefined) return answer;
  return {
    ...answer,
    error: { ...answer.error, code: ProtocolErrorCode.InvalidParams, message: describe(issues) },
  };
}

function describe(json: string): string {
  let issues: readonly Issue[];
  try {
    issues = JSON.parse(json) as readonly Issue[];
  } catch {
    return "Invalid params.";
  }
  const shown = issues.slice(0, MOST_SHOWN).map(({ path = [], message = "is not valid" }) => {
    const where = path.map(String).join(".");
    return `${where === "" ? "" : `${where}: `}${message}`.replaceAll(/\s+/g, " ").slice(0, LONGEST_SHOWN);
  });
  return `Invalid params: ${shown.join("; ")}.`;
}
