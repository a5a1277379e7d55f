// The conformance runner imports fs.globSync, which Node 20 does not have; only a command we do not use calls it.
import { register } from "node:module";

const asModule = (code) => `data:text/javascript,${encodeURIComponent(code)}`;

const shim = asModule(`
  import fs from "node:fs";
  export * from "node:fs";
  export default fs;
  export const globSync = () => { throw new Error("fs.globSync needs Node 22"); };
`);

const hooks = asModule(`
  export async function resolve(specifier, context, next) {
    return specifier === "fs" && context.parentURL?.includes("/conformance/dist/")
      ? { url: ${JSON.stringify(shim)}, shortCircuit: true, format: "module" }
      : next(specifier, context);
  }
`);

register(hooks, import.meta.url);
