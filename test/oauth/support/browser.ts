/** What a browser shows after it has gone where it was led. */
export interface Shown {
  readonly url: string;
  readonly status: number;
  readonly html: string;
  readonly headers: Headers;
  /** Set instead when another site is next: the redirect is not followed. */
  readonly leftTo?: string;
}

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly attributes: string;
}

/** As much of a browser as a person needs to sign in: cookies, redirects, forms; no scripts. */
export class Browser {
  readonly #fetch: Fetch;
  readonly #origin: string;
  readonly #cookies = new Map<string, Cookie>();
  /** Every `Set-Cookie` so far. */
  readonly setCookies: string[] = [];

  constructor(fetch: Fetch, origin: string) {
    this.#fetch = fetch;
    this.#origin = origin;
  }

  get cookies(): ReadonlyMap<string, Cookie> {
    return this.#cookies;
  }

  /** Puts a cookie there that no answer has set. */
  plant(name: string, value: string, path = "/"): void {
    this.#cookies.set(name, { name, value, path, attributes: "" });
  }

  open(url: string): Promise<Shown> {
    return this.#go(new URL(url, this.#origin), { method: "GET" });
  }

  /** Sends the form of a page whose action ends in `action`, with its hidden fields and those given. */
  submit(
    page: Shown,
    fields: Readonly<Record<string, string | readonly string[]>>,
    {
      action = "",
      headers = {},
    }: { readonly action?: string; readonly headers?: Record<string, string> } = {},
  ): Promise<Shown> {
    const form = formsOf(page.html).find((candidate) => candidate.action.endsWith(action));
    if (form === undefined) throw new Error(`no form with the action ${action} on ${page.url}`);
    const body = new URLSearchParams(form.hidden);
    for (const [name, value] of Object.entries(fields)) {
      body.delete(name);
      for (const item of [value].flat()) body.append(name, item);
    }
    return this.#go(new URL(form.action, page.url), {
      method: "POST",
      body,
      headers: { origin: this.#origin, "sec-fetch-site": "same-origin", ...headers },
    });
  }

  async #go(url: URL, init: RequestInit): Promise<Shown> {
    let next = { url, init };
    for (let hops = 0; hops < 10; hops += 1) {
      const response = await this.#send(next.url, next.init);
      const location = response.headers.get("location") ?? refreshOf(response);
      if (location === undefined) {
        const { status, headers } = response;
        return { url: next.url.href, status, html: await response.text(), headers };
      }
      const to = new URL(location, next.url);
      if (to.origin !== this.#origin) {
        return {
          url: next.url.href,
          status: response.status,
          html: "",
          headers: response.headers,
          leftTo: to.href,
        };
      }
      next = { url: to, init: { method: "GET" } };
    }
    throw new Error(`redirected too often, last to ${next.url.href}`);
  }

  async #send(url: URL, init: RequestInit): Promise<Response> {
    const sent = [...this.#cookies.values()].filter(({ path }) => url.pathname.startsWith(path));
    const cookie = sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) };
    const response = await this.#fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    this.setCookies.push(line);
    const [pair = "", ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf("="));
    const value = pair.slice(pair.indexOf("=") + 1);
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? "/";
    const isOver = attributes.some(
      (part) => /^max-age=0$/i.test(part) || /^expires=Thu, 01 Jan 1970/i.test(part),
    );
    // Of one name there may be one for each path (RFC 6265 section 5.3).
    const key = path === "/" ? name : `${name} ${path}`;
    if (isOver) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value, path, attributes: attributes.join("; ") });
  }
}

function refreshOf(response: Response): string | undefined {
  return /^0; url=(.+)$/.exec(response.headers.get("refresh") ?? "")?.[1];
}

interface Form {
  readonly action: string;
  readonly hidden: [string, string][];
}

function formsOf(html: string): readonly Form[] {
  return [...html.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = "", content = ""]) => ({
      action: decodeText(action),
      hidden: [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
        ([, name = "", value = ""]) => [decodeText(name), decodeText(value)] as [string, string],
      ),
    }),
  );
}

function decodeText(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}
