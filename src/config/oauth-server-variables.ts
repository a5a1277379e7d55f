import { z } from "zod";
import { flag, hostList } from "./value-types.ts";
import { variable } from "./variable.ts";

/** `scheme:` and what follows, of printable ASCII; web and script schemes are not for programs' own callbacks. */
const OWN_SCHEME_URI =
  /^(?!(?:https?|javascript|data|file|blob|about|vbscript):)[a-z][a-z0-9+.-]*:[\x21-\x2b\x2d-\x7e]{1,500}$/i;

const redirectList = () =>
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    )
    .pipe(z.array(z.string().regex(OWN_SCHEME_URI)).min(1))
    .transform((items): readonly string[] => [...new Set(items)]);

/** Variables of the built-in OAuth server. */
export const oauthServerVariables = {
  AWARENESS_OAUTH_SERVER: variable(() => flag(), false, {
    description:
      "Bring an OAuth server along, so that clients connect by the URL alone and people sign in on a page of this server. Needs `AWARENESS_PUBLIC_URL`, except on a loopback host.",
    accepts: "true, false, 1 or 0",
    initial: "`false`",
  }),
  AWARENESS_OAUTH_REGISTRATION: variable(() => flag(), true, {
    description:
      "Let clients register themselves with the built-in OAuth server (RFC 7591), as most of 2025 have to. Bounded in number, and a registration that nobody lets in is removed after a day.",
    accepts: "true, false, 1 or 0",
    initial: "`true`",
  }),
  AWARENESS_OAUTH_REDIRECT_URIS: variable(() => redirectList(), undefined, {
    description:
      "Callbacks with a scheme of their own, such as `myapp://callback`, that clients of the built-in OAuth server may use beside those of well-known programs. Compared as a whole.",
    accepts: "URIs separated by commas, each with a scheme other than http and https",
    initial: "none",
  }),
  AWARENESS_OAUTH_CLIENT_HOSTS: variable(() => hostList(), undefined, {
    description:
      "Hosts whose client metadata documents the built-in OAuth server accepts, such as `claude.ai,chatgpt.com`.",
    accepts: "host names separated by commas",
    initial: "every public host",
  }),
};
