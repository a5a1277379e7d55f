import { invalidParameter } from "../../domain/errors.ts";
import { isLoopbackHost } from "../../domain/oauth/redirect-uri.ts";

/** Where the answers of a client go. */
export interface RedirectTarget {
  /** `web`: a site; `loopback`: a program on the same computer, by a port; `program`: one, by a scheme of its own. */
  readonly kind: "web" | "loopback" | "program";
  /** Host and port, or the scheme with its colon. Hosts are in ASCII (RFC 3492), and never cut: their end is what counts. */
  readonly shown: string;
  /** What allows a form to end there: a source of the directive `form-action` (CSP level 3 section 2.3.1). */
  readonly formTarget: string;
}

const SCRIPT = /^(?:javascript|data|vbscript|blob|file|about):$/;
const PLAIN_HOST = /^[a-z0-9._-]+(?::\d+)?$/;

/**
 * What a page says about a redirect URI that has been accepted already.
 * @throws AwarenessError `invalid_parameter` when it is no URL, or one that a browser would run.
 */
export function describeRedirect(uri: string): RedirectTarget {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || SCRIPT.test(url.protocol)) {
    throw invalidParameter(
      "redirect_uri",
      "A redirect URI is a URL with https, http on loopback, or an own scheme.",
    );
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { kind: "program", shown: url.protocol, formTarget: url.protocol };
  }
  // A policy has no way to write an IPv6 address, and a name with other signs could end the directive.
  const formTarget = PLAIN_HOST.test(url.host) ? url.origin : url.protocol;
  return { kind: isLoopbackHost(url.hostname) ? "loopback" : "web", shown: url.host, formTarget };
}
