import { isIP } from "node:net";
import { z } from "zod";
import { parseOwner } from "../domain/owner.ts";
import { TOOLSETS, type Toolset } from "../domain/toolsets.ts";

export const flag = () =>
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(["true", "false", "1", "0"]))
    .transform((text) => text === "true" || text === "1");

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** True when `parseOwner` accepts the text. */
export function isOwnerName(text: string): boolean {
  try {
    parseOwner(text);
    return true;
  } catch {
    return false;
  }
}

export const ownerName = () => z.string().refine(isOwnerName);

const HOST_LABELS = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/;

/** Lower case and without the brackets of an IPv6 address; `undefined` when the text is no host. */
function toHost(text: string): string | undefined {
  const lower = text.trim().toLowerCase();
  const bare = lower.startsWith("[") && lower.endsWith("]") ? lower.slice(1, -1) : lower;
  if (isIP(bare) !== 0) return bare;
  return bare === lower && HOST_LABELS.test(bare) ? bare : undefined;
}

/** How a URL or a `Host` header spells a host: IPv6 addresses in brackets. */
export function spellHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

export const hostName = () => z.string().transform((text, context) => toHost(text) ?? refuse(context, text));

/** True for a text that is long enough to sign or seal with. */
export function isSecret(text: string): boolean {
  return Buffer.byteLength(text, "utf8") >= 32;
}

/** Most former secrets that are accepted at a time. */
export const MAX_FORMER_SECRETS = 5;

/** Secrets, one per line or, in a single line, separated by spaces; `undefined` when one is too short or there are too many. */
export function splitSecrets(text: string): readonly string[] | undefined {
  const parts = text.split(/[\r\n]/.test(text) ? /\r?\n/ : /\s/).map((part) => part.trim());
  const secrets = parts.filter((part) => part !== "");
  return secrets.length <= MAX_FORMER_SECRETS && secrets.every(isSecret) ? secrets : undefined;
}

export const secretList = () =>
  z.string().transform((text, context): readonly string[] => splitSecrets(text) ?? refuse(context, text));

const splitList = (text: string): readonly string[] =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");

const listOf = <T>(parse: (item: string) => T | undefined) =>
  z.string().transform((text, context): readonly T[] => {
    const items = splitList(text).map(parse);
    return items.some((item) => item === undefined) ? refuse(context, text) : (items as readonly T[]);
  });

export const hostList = () => listOf(toHost);

export const originList = () => listOf((item) => (item.includes("://") ? toOriginHost(item) : toHost(item)));

function toOriginHost(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.host === "" || url.pathname.length > 1) return undefined;
  return toHost(url.hostname);
}

/** A network of addresses; a single one has the longest prefix. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

export const proxyList = () => listOf(toNetwork);

function toNetwork(text: string): Network | undefined {
  const [, address = "", digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0) return undefined;
  const longest = version === 4 ? 32 : 128;
  const prefix = digits === undefined ? longest : Number(digits);
  return prefix > longest ? undefined : { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

export const mountPath = () =>
  z
    .string()
    .regex(/^(\/[\w.~-]+)*\/*$/)
    .refine((text) => !text.split("/").some((part) => part === "." || part === ".."))
    .transform((text) => text.replace(/\/+$/, ""));

export const httpUrl = () =>
  z.string().transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const plain =
      url !== undefined &&
      ["http:", "https:"].includes(url.protocol) &&
      `${url.username}${url.password}${url.search}${url.hash}` === "";
    return plain ? url.href.replace(/\/+$/, "") : refuse(context, text);
  });

export const toolsetList = () =>
  z.string().transform((text, context): readonly Toolset[] => {
    const names = splitList(text);
    if (names.length === 1 && names[0] === "all") return TOOLSETS;
    const unknown = names.filter((name) => !(TOOLSETS as readonly string[]).includes(name));
    if (names.length === 0 || unknown.length > 0) return refuse(context, text, unknown[0]);
    return TOOLSETS.filter((name) => names.includes(name));
  });

/** Marks the value as refused; `word` is the part of a list that is at fault. */
function refuse(context: z.RefinementCtx, input: unknown, word?: string): never {
  context.issues.push({ code: "custom", input, ...(word === undefined ? {} : { params: { word } }) });
  return z.NEVER;
}
