import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { allDocuments, type Document, ROOT, readDocument } from "./documents.ts";

/** Anchors as GitHub makes them of headings: lower case, without punctuation, words joined by hyphens. */
function anchorsOf({ text }: Document): ReadonlySet<string> {
  const prose = text.replace(/^```\w*\n.*?^```$/gms, "");
  const headings = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function findDead(document: Document): readonly string[] {
  const targets = [...document.text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const path = file === "" ? document.path : relative(ROOT, join(ROOT, dirname(document.path), file));
    if (!existsSync(join(ROOT, path))) return true;
    return anchor !== undefined && path.endsWith(".md") && !anchorsOf(readDocument(path)).has(anchor);
  });
}

it.each(allDocuments().map((document) => [document.path, document] as const))(
  "%s links to what is there",
  (_path, document) => {
    expect(findDead(document)).toEqual([]);
  },
);
