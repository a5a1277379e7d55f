/** Runs a command's `main` for its exit code; options that it does not know are told of in one line, with code 2. */
export async function runMain(main) {
  try {
    return await main();
  } catch (error) {
    if (!(error instanceof Error && /^ERR_PARSE_ARGS/.test(error.code ?? ""))) throw error;
    process.stderr.write(`${error.message.split(/[.\n] ?/)[0]}.\n`);
    return 2;
  }
}
