import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startHttp } from "./http-server.ts";
import { SIGNED } from "./requests.ts";
import { sessionStreams, startCrowd, subscriptions } from "./stream-crowd.ts";
import { residentMegabytes } from "../bench/harness/resident.ts";
import { endFile } from "../test/helpers/end-of-file.ts";

function summary(file: string) {
  const s = JSON.parse(readFileSync(file, "utf8"));
  const f = s.snapshot.meta.node_fields, n = f.length, types = s.snapshot.meta.node_types[0];
  const out = new Map<string, [number, number]>();
  for (let i = 0; i < s.nodes.length; i += n) {
    const k = types[s.nodes[i]] + ":" + (types[s.nodes[i]] === "string" || types[s.nodes[i]]==="concatenated string" ? "" : String(s.strings[s.nodes[i + 1]]).slice(0, 60));
    const e = out.get(k) ?? [0, 0]; e[0]++; e[1] += s.nodes[i + 3]; out.set(k, e);
  }
  return out;
}
export async function main([kind = "listen", many = "300", snap = ""]: string[]) {
  const folder = mkdtempSync("/tmp/sockprobe-");
  const server = await startHttp({ dataDir: join(folder, "d"), env: SIGNED, nodeArgs: ["--heapsnapshot-signal=SIGUSR2", "--diagnostic-dir=" + folder] });
  const crowd = await startCrowd(folder);
  const count = Number(many);
  const open = async (c: number) => crowd.open(server.port, kind === "listen" ? await subscriptions(c) : await sessionStreams(server.port, c));
  const shot = async () => {
    if (snap === "") return undefined;
    const seen = readdirSync(folder).filter((x) => x.endsWith("heapsnapshot")).length;
    process.kill(server.pid, "SIGUSR2");
    let file: string | undefined;
    while (!file) { await sleep(500); const all = readdirSync(folder).filter((x) => x.endsWith("heapsnapshot")).sort(); if (all.length > seen) file = all.at(-1); }
    let size = -1; for (;;) { const t = readFileSync(join(folder, file)).length; if (t === size && t > 0) break; size = t; await sleep(1500); }
    return summary(join(folder, file));
  };
  try {
    await open(50);
    const before = await shot(); const rss = residentMegabytes(server.pid);
    await open(count);
    await sleep(1000);
    const rss2 = residentMegabytes(server.pid);
    const after = await shot();
    console.log("rss", rss, rss2, "kB each", ((rss2 - rss) * 1000) / count);
    if (before && after) {
      const rows = [...after].map(([k, [c, b]]) => { const o = before.get(k) ?? [0, 0]; return [k, (c - o[0]) / count, (b - o[1]) / count] as const; });
      console.log("total heap per stream", rows.reduce((s, r) => s + r[2], 0));
      for (const r of rows.sort((a, b) => b[2] - a[2]).slice(0, 45)) console.log(r[2].toFixed(0).padStart(7), r[1].toFixed(2).padStart(7), r[0]);
    }
  } finally { await crowd.stop(); await server.kill("SIGKILL"); await endFile(); }
}
