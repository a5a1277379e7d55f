import { type CookieSite, cookieName, splitCookies, writeCookie } from "./cookies.ts";
import { LIFETIMES } from "./lifetimes.ts";

/**
 * Which running requests are this browser's. The library has one cookie for that, so that of two tabs one would lose its place:
 * here each request has a cookie of its own, named by its id. Two that begin at once do not meet in one value either.
 */
const MOST_REQUESTS = 8;

/** What the library is to see: its one cookie is that of the request at hand, if the browser has it. */
export function toLibraryCookies(
  header: string | undefined,
  site: CookieSite,
  id?: string,
): string | undefined {
  const own = cookieName("interaction", site);
  // A cookie by the library's own name is none of ours.
  const kept = splitCookies(header).filter((pair) => !pair.startsWith(`${own}=`));
  const isHeld = id !== undefined && listRequests(header, site).some((request) => request.id === id);
  const all = isHeld ? [...kept, `${own}=${id}`] : kept;
  return all.length === 0 ? undefined : all.join("; ");
}

/**
 * What the browser is to keep: in place of the library's cookie one for the new request. Those of the request that is over, and
 * of the oldest when there are too many, end.
 */
export function toBrowserCookies(
  written: readonly string[],
  {
    header,
    site,
    ended,
    nowMs,
  }: {
    readonly header: string | undefined;
    readonly site: CookieSite;
    readonly ended: string | undefined;
    readonly nowMs: number;
  },
): readonly string[] {
  const own = `${cookieName("interaction", site)}=`;
  const others = written.filter((line) => !line.startsWith(own));
  const begun = written
    .filter((line) => line.startsWith(own))
    .map((line) => line.slice(own.length).split(";")[0] ?? "")
    .filter((id) => id !== "");
  const running = listRequests(header, site);
  const left = running.filter(({ id }) => id !== ended);
  const room = MOST_REQUESTS - begun.length;
  const dropped = [
    ...running.filter(({ id }) => id === ended),
    ...(begun.length === 0 ? [] : left.slice(room)),
  ];
  return [
    ...others,
    ...begun.map((id) =>
      writeCookie(nameOf(id, site), String(Math.floor(nowMs / 1000)), site, LIFETIMES.decision),
    ),
    ...dropped.map(({ id }) => writeCookie(nameOf(id, site), "", site, 0)),
  ];
}

function nameOf(id: string, site: CookieSite): string {
  return `${cookieName("interaction", site)}_${id}`;
}

/** Newest first. */
function listRequests(header: string | undefined, site: CookieSite) {
  const prefix = nameOf("", site);
  return splitCookies(header)
    .filter((pair) => pair.startsWith(prefix))
    .map((pair) => /^([\w-]{20,100})=(\d{1,12})$/.exec(pair.slice(prefix.length)))
    .filter((match) => match !== null)
    .map(([, id = "", since]) => ({ id, since: Number(since) }))
    .sort((one, other) => other.since - one.since);
}
