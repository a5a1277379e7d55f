// A search thread that never answers the query "hang", answers "wait N" after N ms and others meanwhile, ends at "crash", and echoes
// every other.
const { parentPort } = require("node:worker_threads");

parentPort.on("message", ({ id, call }) => {
  if (call.method === "close") process.exit(0);
  parentPort.postMessage({ id, begun: true });
  const query = call.request?.query;
  while (query === "hang");
  if (query === "crash") throw new Error("the thread fell over");
  const answer = () =>
    parentPort.postMessage({ id, value: { hits: [], more: false, bounded: false, repaired: [] } });
  if (query?.startsWith("wait ")) setTimeout(answer, Number(query.slice(5)));
  else answer();
});
