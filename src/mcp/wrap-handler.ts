import type {
  McpServer,
  RequestMethod,
  RequestTypeMap,
  ResultTypeMap,
  ServerContext,
} from "@modelcontextprotocol/server";

type Wrapped<Method extends RequestMethod> = (
  request: RequestTypeMap[Method],
  context: ServerContext,
  /** What answered before. */
  next: () => Promise<ResultTypeMap[Method]>,
) => Promise<ResultTypeMap[Method]>;

/** The accessor that the SDK gives to its own subclasses. */
interface HandlerAccess {
  _getRequestHandler(
    method: string,
  ): ((request: unknown, context: ServerContext) => Promise<unknown>) | undefined;
}

/**
 * Puts `wrap` in front of the SDK's own handler of a list or a read, whose registries are the same for every caller.
 * The SDK must have set its handler already; whatever is registered later is still answered through it.
 * @throws Error when it has not.
 */
export function wrapHandler<Method extends RequestMethod>(
  server: McpServer,
  method: Method,
  wrap: Wrapped<Method>,
): void {
  // Without it every registry, its lookup rules and its errors would have to be written a second time.
  const before = (server.server as unknown as HandlerAccess)._getRequestHandler(method);
  if (before === undefined) throw new Error(`the SDK does not handle ${method} yet`);
  server.server.setRequestHandler(method, ((request: RequestTypeMap[Method], context: ServerContext) =>
    wrap(request, context, () => before(request, context) as Promise<ResultTypeMap[Method]>)) as never);
}
