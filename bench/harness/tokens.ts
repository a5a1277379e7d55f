/** How many tokens a text costs a model, about: a token for four bytes of UTF-8. */
export const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

/** A tool as `tools/list` sends it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: object;
}

/** What clients put before a model of a list of tools: names, descriptions and input schemas, as JSON. */
export const shownToModel = (tools: readonly ListedTool[]): string =>
  JSON.stringify(tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })));
