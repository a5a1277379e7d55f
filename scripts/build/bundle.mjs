import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keepNames } from "./keep-names.mjs";

/** Bundled entry points, and the files by which they are started: the program, and that of its search thread. */
const ENTRIES = { "program.js": "main.js", "search-thread.js": "search-thread.js" };

/**
 * Bundles src/cli/main.ts into a folder: the entry main.js, and the program in parts, so that a start reads only those
 * it needs. Every part is named by a hash of its text.
 */
export async function bundle(esbuild, root, outdir) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { program: "src/cli/main.ts", "search-thread": "src/app/search/thread-main.ts" },
    outdir,
    write: false,
    bundle: true,
    // Only this format can be split into parts; each is turned into CommonJS below.
    format: "esm",
    splitting: true,
    chunkNames: "part-[hash]",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    sourcemap: "inline",
    legalComments: "none",
    logLevel: "warning",
    // Native addons, of which one is never installed, and a package that only a terminal needs.
    external: ["better-sqlite3", "pg-native", "pino-pretty"],
    plugins: [onlyEnglish, keepNames(esbuild)],
    define: { "import.meta.url": "awarenessUrl" },
  });
  mkdirSync(outdir, { recursive: true });
  for (const { path: file, text } of outputFiles) await writePart(esbuild, outdir, path.basename(file), text);
  writeFileSync(path.join(outdir, "package.json"), '{ "type": "commonjs" }\n');
  const entry = readFileSync(path.join(root, "scripts", "dist-main.cjs"), "utf8");
  for (const [name, file] of Object.entries(ENTRIES)) {
    const { text } = outputFiles.find(({ path: output }) => path.basename(output) === name);
    writeFileSync(path.join(outdir, file), entry.replaceAll("PROGRAM", namePart(name, text)));
  }
}

/** Parts are CommonJS, because only a script can be compiled with a code cache. */
async function writePart(esbuild, outdir, name, text) {
  const { code, map } = await esbuild.transform(text, {
    format: "cjs",
    platform: "node",
    target: "node20",
    // What is imported dynamically goes through the loader of the parts as well.
    supported: { "dynamic-import": false },
    // Names stay, so that a logged error says what it is.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "external",
    sourcefile: name,
    logLevel: "warning",
  });
  const file = name in ENTRIES ? namePart(name, text) : name;
  // One function, as Node's own loader makes of a module, so that no copy of the text is made at a start.
  const url = code.includes("awarenessUrl")
    ? 'var awarenessUrl=require("node:url").pathToFileURL(__filename).href;'
    : "";
  const part = `(function(exports,require,module,__filename,__dirname){${url}${toAscii(code)}\n})\n//# sourceMappingURL=${file}.map\n`;
  writeFileSync(path.join(outdir, file), part);
  writeFileSync(path.join(outdir, `${file}.map`), map);
}

/** Strings are ASCII already; the bundler leaves regular expressions and tagged templates as they are, and the loader reads bytes. */
function toAscii(code) {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function namePart(name, text) {
  return `${path.basename(name, ".js")}-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.js`;
}

/** zod carries its messages in fifty languages; the server shows none of them. */
const onlyEnglish = {
  name: "only-english",
  setup(build) {
    build.onLoad({ filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};
