const HOST = /^(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\"]+)(?::\d{1,5})?$/;

/** Lower-case names as they appear in `Host` and `Origin`: an IPv6 address gets its brackets. */
export function toNameSet(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => toUrlHost(name.toLowerCase())));
}

/** A host name as it is written in a URL. */
export function toUrlHost(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** Name part of a `Host` header (RFC 9110 section 7.2), lower case; `undefined` when it is not one. */
export function hostName(header: string): string | undefined {
  return HOST.exec(header.toLowerCase())?.[1];
}

/**
 * Name part of an `Origin` header; `undefined` unless it is a serialized http(s) origin (RFC 6454 section 6.1) exactly as
 * browsers write it: lower case, no path, no default port. Thus `null` is not one.
 */
export function originName(header: string): string | undefined {
  if (!URL.canParse(header)) return undefined;
  const url = new URL(header);
  return url.origin === header && /^https?:$/.test(url.protocol) ? url.hostname : undefined;
}
