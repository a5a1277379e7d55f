import { Ajv2020, type Options } from "ajv/dist/2020.js";

/** A file of its own, so that Ajv, which most processes never need, is loaded with it. */
export function createAjv(options: Options): Ajv2020 {
  return new Ajv2020(options);
}
