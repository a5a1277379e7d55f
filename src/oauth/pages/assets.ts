import { createHash } from "node:crypto";
import { ASSETS_PATH } from "../server/routes.ts";
import { MARK } from "./mark.ts";
import { PASSKEY_SCRIPT } from "./passkey-script.ts";
import { STYLE } from "./style.ts";

/** A file that pages refer to. Its name changes with its bytes, so that it may be kept for ever. */
export interface Asset {
  /** E.g. `style-Zk3x9QbT.css`. */
  readonly name: string;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export type AssetKind = "style" | "passkey" | "mark";

interface Source {
  readonly text: string;
  readonly extension: string;
  readonly type: string;
}

const SOURCES: Readonly<Record<AssetKind, Source>> = {
  style: { text: STYLE, extension: "css", type: "text/css; charset=utf-8" },
  passkey: { text: PASSKEY_SCRIPT, extension: "js", type: "text/javascript; charset=utf-8" },
  mark: { text: MARK, extension: "svg", type: "image/svg+xml" },
};

const KINDS: readonly AssetKind[] = ["style", "passkey", "mark"];

/** Path of an asset. `base` is the mount path: empty, or starting with a slash and not ending with one. */
export function assetPath(base: string, kind: AssetKind): string {
  return `${base}${ASSETS_PATH}/${assetName(kind)}`;
}

/** The asset of a name (the last part of its path); `undefined` for any other, an older version's as well. */
export function findAsset(name: string): Asset | undefined {
  const kind = KINDS.find((candidate) => assetName(candidate) === name);
  if (kind === undefined) return undefined;
  return {
    name,
    body: bodyOf(kind),
    headers: {
      "content-type": SOURCES[kind].type,
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    },
  };
}

function assetName(kind: AssetKind): string {
  const hash = createHash("sha256").update(bodyOf(kind)).digest("hex").slice(0, 16);
  return `${kind}-${hash}.${SOURCES[kind].extension}`;
}

/** Without the blanks that are for readers of the source. */
function bodyOf(kind: AssetKind): string {
  const text = SOURCES[kind].text.replace(/\n +/g, "\n");
  return kind === "style" ? text.replace(/\s*([{};])\s*/g, "$1").replace(/([:,]) /g, "$1") : text;
}
