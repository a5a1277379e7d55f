export const MCP_PATH = "/mcp";
export const HEALTH_PATH = "/health";
export const READY_PATH = "/ready";
/** RFC 7517; the keys by which others may verify tokens of ours. */
export const JWKS_PATH = "/.well-known/jwks.json";
export const METADATA_PATH = "/.well-known/oauth-protected-resource";
/** RFC 9728 section 3.1: the path of the resource is appended. */
export const MCP_METADATA_PATH = `${METADATA_PATH}${MCP_PATH}`;

/** Metadata of an OAuth server: RFC 8414 section 3, and OpenID Connect Discovery 1.0 section 4. */
export const ISSUER_METADATA_PATHS = [
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
] as const;

const OPEN_PATHS: ReadonlySet<string> = new Set([
  HEALTH_PATH,
  READY_PATH,
  METADATA_PATH,
  MCP_METADATA_PATH,
  JWKS_PATH,
  ...ISSUER_METADATA_PATHS,
]);

/** A path no route has; stands for everything that is not found. */
export const UNKNOWN_PATH = "";

/**
 * Turns a request target into a route path: query cut off, mount path removed. The open documents are also found without
 * the mount path, everything else only under it. Compared byte by byte: nothing is decoded or normalised. A target in
 * absolute form, as proxies send it, counts by its path (RFC 9112 section 3.2.2).
 * @returns `UNKNOWN_PATH` when it lies outside
 */
export function toRoutePath(target: string, mountPath: string): string {
  const query = target.indexOf("?");
  const path = (query < 0 ? target : target.slice(0, query)).replace(/^https?:\/\/[^/]*/i, "");
  if (mountPath === "") return path;
  if (path === mountPath) return "/";
  if (path.startsWith(`${mountPath}/`)) return path.slice(mountPath.length);
  if (path === `${METADATA_PATH}${mountPath}${MCP_PATH}`) return MCP_METADATA_PATH;
  const ofIssuer = ISSUER_METADATA_PATHS.find((known) => path === `${known}${mountPath}`);
  if (ofIssuer !== undefined) return ofIssuer;
  return OPEN_PATHS.has(path) ? path : UNKNOWN_PATH;
}

const LONGEST_LOGGED_SEGMENT = 32;

/** A path fit for the log: long segments, which may be somebody's token, are masked. */
export function toLogPath(path: string): string {
  if (path.length <= LONGEST_LOGGED_SEGMENT || OPEN_PATHS.has(path)) return path;
  const segments = path.slice(0, 256).split("/");
  return segments.map((segment) => (segment.length > LONGEST_LOGGED_SEGMENT ? "*" : segment)).join("/");
}
