import { startCluster } from "../../helpers/postgres/cluster.ts";

const [binDir = ""] = process.argv.slice(2);
const { folder, pid } = await startCluster({ binDir });
console.log(JSON.stringify({ folder, pid: pid() }));
