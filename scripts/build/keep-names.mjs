import { readFileSync } from "node:fs";

/**
 * Libraries that go by the names of their classes: oidc-provider stores each kind of record under its class's, asn1-schema
 * tells apart what it has parsed.
 */
const BY_NAME = /[/\\]node_modules[/\\](?:oidc-provider|asn1js|@peculiar[/\\]asn1-schema)[/\\].*\.js$/;

/** Writes the names of classes and functions down in those libraries; elsewhere bundling may change them. */
export function keepNames(esbuild) {
  return {
    name: "keep-names",
    setup(build) {
      build.onLoad({ filter: BY_NAME }, async ({ path }) => {
        const options = { keepNames: true, target: "node20", sourcefile: path };
        const { code } = await esbuild.transform(readFileSync(path, "utf8"), options);
        return { contents: code };
      });
    },
  };
}
