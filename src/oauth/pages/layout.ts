import { assetPath } from "./assets.ts";
import { type Html, html } from "./html.ts";

/** A page ready to be sent. */
export interface Page {
  /** HTTP status. */
  readonly status: number;
  readonly html: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PageParts {
  /** The mount path: empty, or starting with a slash and not ending with one. */
  readonly base: string;
  /** Of the window; the name of the server is added. */
  readonly title: string;
  /** What stands in `main`, its `h1` first. */
  readonly body: Html;
  /** HTTP status; 200 unless it says otherwise. */
  readonly status?: number;
  /** The page has buttons for passkeys. */
  readonly script?: boolean;
  /**
   * Origins (`https://host:port`) or schemes (`name:`) to which a form of the page may lead beside this server. Chrome
   * applies `form-action` to every redirect that follows a form.
   */
  readonly formTargets?: readonly string[];
  /** Headers of this page alone, in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

const FORM_TARGET = /^(?:https?:\/\/[a-z0-9._-]+(?::\d{1,5})?|[a-z][a-z0-9+.-]*:)$/;

const PERMISSIONS = [
  "camera=()",
  "geolocation=()",
  "microphone=()",
  "payment=()",
  "usb=()",
  "publickey-credentials-create=(self)",
  "publickey-credentials-get=(self)",
].join(", ");

/**
 * A whole document with its headers.
 * @throws TypeError for a form target that is neither an origin nor a scheme: it would change the policy.
 */
export function renderPage(parts: PageParts): Page {
  return {
    status: parts.status ?? 200,
    html: documentOf(parts).toString(),
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policyOf(parts),
      "x-frame-options": "DENY",
      // Not `no-referrer`: with it browsers send `Origin: null` with every form, which no check of origins can tell
      // from a stranger's (https://fetch.spec.whatwg.org/#append-a-request-origin-header). Others are told nothing either way.
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "permissions-policy": PERMISSIONS,
      ...parts.headers,
    },
  };
}

function policyOf({ script, formTargets = [] }: PageParts): string {
  const wrong = formTargets.find((target) => !FORM_TARGET.test(target));
  if (wrong !== undefined) {
    throw new TypeError(
      `"${wrong}" is no form target; give an origin such as https://example.org, or a scheme.`,
    );
  }
  return [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ...(script === true ? ["script-src 'self'", "connect-src 'self'"] : []),
    ["form-action 'self'", ...new Set(formTargets)].join(" "),
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

function documentOf({ base, title, body, script }: PageParts): Html {
  const mark = assetPath(base, "mark");
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · awareness</title>
<link rel="icon" type="image/svg+xml" href="${mark}">
<link rel="stylesheet" href="${assetPath(base, "style")}">
${script === true && html`<script src="${assetPath(base, "passkey")}" defer></script>`}
</head>
<body>
<header class="brand"><img src="${mark}" alt="" width="30" height="30"><span>awareness</span></header>
<main class="card">
${body}
</main>
</body>
</html>
`;
}
