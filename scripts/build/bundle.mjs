import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Bundles src/cli/main.ts into a folder: the entry main.js, and the program under a name with a hash of its text. */
export async function bundle(esbuild, root, outdir) {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { program: "src/cli/main.ts" },
    outdir,
    write: false,
    bundle: true,
    // CommonJS, because only a script can be compiled with a code cache. What is imported dynamically still runs on demand.
    format: "cjs",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "external",
    legalComments: "none",
    logLevel: "warning",
    // A native addon, and a package that only a terminal needs.
    external: ["better-sqlite3", "pino-pretty"],
    plugins: [onlyEnglish],
    define: { "import.meta.url": "awarenessUrl" },
    banner: { js: 'const awarenessUrl=require("node:url").pathToFileURL(__filename).href;' },
  });
  const { text } = outputFiles.find(({ path: file }) => file.endsWith(".js"));
  const map = outputFiles.find(({ path: file }) => file.endsWith(".js.map"));
  const name = `program-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
  mkdirSync(outdir, { recursive: true });
  writeFileSync(path.join(outdir, `${name}.js`), `${text}//# sourceMappingURL=${name}.js.map\n`);
  writeFileSync(path.join(outdir, `${name}.js.map`), map.contents);
  writeFileSync(path.join(outdir, "package.json"), '{ "type": "commonjs" }\n');
  const entry = readFileSync(path.join(root, "scripts", "dist-main.cjs"), "utf8");
  writeFileSync(path.join(outdir, "main.js"), entry.replaceAll("PROGRAM", name));
  return name;
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
