/** The README's table of figures, from the kept results of the torture run and the benchmarks. */
export function figureTable(outcomes, results) {
  const rows = [...tortured(outcomes), ...measured(results)].map((cells) => `| ${cells.join(" | ")} |`);
  return `| figure | measured | command |\n|---|---|---|\n${rows.join("\n")}`;
}

const grouped = (value, digits = 0) => value.toLocaleString("en-US", { maximumFractionDigits: digits });

function tortured(outcomes) {
  const of = (name) => {
    const kept = outcomes.find((one) => one.name === name);
    if (kept === undefined) throw new Error(`torture/measured has no ${name}`);
    const row = (label) => {
      const found = kept.rows.find(([what]) => what === label);
      if (found === undefined) throw new Error(`${name} has no row "${label}"`);
      return found[1];
    };
    const { minutes, seed, only } = kept.run;
    const missed = kept.verdict === "ok" ? "" : " (another row of its verdict is missed)";
    return {
      ...kept,
      row,
      missed,
      command: `\`npm run torture -- --minutes ${minutes} --seed ${seed} --only ${only}\``,
    };
  };
  const [kills, power, flips, rolling, slow, idle] = [
    "kill-http",
    "power-loss",
    "corruption",
    "rolling-restart",
    "slow-loris",
    "idle-streams",
  ].map(of);
  const { acked, lost, phantom, torn, doubled } = kills.counts;
  const killed = kills.row("SQLite: servers killed") + kills.row("Postgres: servers killed");
  const failed = rolling.rows
    .filter(([what]) => /failed/.test(what))
    .reduce((sum, [, value]) => sum + Number.parseInt(value, 10), 0);
  const restarts = rolling.row("SQLite: restarts") + rolling.row("Postgres: restarts");
  const sockets = ["headers", "bodies", "readers"].reduce(
    (sum, kind) => sum + slow.row(`${kind}: sockets`),
    0,
  );
  return [
    [
      `answered writes lost, doubled, torn, made up or shown to another owner; servers killed with \`kill -9\` ${grouped(killed)} times, Postgres ${grouped(kills.row("Postgres: killed itself"))} times${kills.missed}`,
      `${grouped(lost + phantom + torn + doubled + kills.foreign)} of ${grouped(acked)}`,
      kills.command,
    ],
    [
      `answered writes lost at ${grouped(power.row("FULL: disks examined, three for each cut") / 3)} losses of power (with \`synchronous=NORMAL\`: up to ${power.row("NORMAL: most answered notes missing")})${power.missed}`,
      grouped(power.row("FULL: most answered notes missing")),
      power.command,
    ],
    [
      `bytes of content changed on the disk, found by \`doctor --verify\`${flips.missed}`,
      `${grouped(flips.row("bytes of content flipped") - Number.parseInt(flips.row("of these not found"), 10))} of ${grouped(flips.row("bytes of content flipped"))}`,
      flips.command,
    ],
    [
      `requests failed while two nodes are restarted in turn, ${restarts} times${rolling.missed}`,
      `${grouped(failed)} of ${grouped(rolling.row("requests"))}`,
      rolling.command,
    ],
    [
      `${grouped(sockets)} sockets that send and read a byte a second: all cut, slowest good request meanwhile${slow.missed}`,
      `${slow.row("all cut, s after the last was opened")} s, ${grouped(slow.row("good requests, slowest, ms"))} ms`,
      slow.command,
    ],
    [
      `${grouped(idle.row("streams open"))} idle subscription streams: resident memory${idle.missed}`,
      `${grouped(idle.row("resident memory with these, MB"))} MB`,
      idle.command,
    ],
  ];
}

/** Share of the processors in other hands above which the page of benchmarks calls a result not to be trusted. */
const BUSY = 0.25;

function measured(results) {
  const of = (name, label) => {
    const kept = results.find((one) => one.name === name);
    const row = kept?.rows.find((one) => one.label === label);
    if (row === undefined) throw new Error(`bench/measured has no "${label}" of ${name}`);
    return { value: row.value, busy: kept.others > BUSY ? " (on a busy machine)" : "" };
  };
  const storing = of("peers", "100,000 notes, store one, server-memory");
  const finding = of("peers", "100,000 notes, find one, server-memory");
  const [one, many] = ["1 client against the loop", "64 clients against 1"].map((label) =>
    of("durable-remember", label),
  );
  const rest = of("memory-at-rest", "HTTP server");
  const bench = (name) => `\`npm run bench -- ${name}\``;
  return [
    [
      `storing a note at 100,000 against \`@modelcontextprotocol/server-memory\`${storing.busy}`,
      `${grouped(storing.value)} times as fast`,
      bench("peers"),
    ],
    [
      `finding one at 100,000, the same${finding.busy}`,
      `${grouped(finding.value)} times as fast`,
      bench("peers"),
    ],
    [
      `notes stored durably a second, against a bare loop of the same statements; 64 clients against one${one.busy}`,
      `${grouped(one.value, 2)} times; ${grouped(many.value, 1)} times`,
      bench("durable-remember"),
    ],
    [
      `resident memory of an idle HTTP server${rest.busy}`,
      `${grouped(rest.value)} MB`,
      bench("memory-at-rest"),
    ],
  ];
}
