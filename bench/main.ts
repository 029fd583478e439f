/**
 * Runs hibana against its peers: `deno task bench`. README.md in this folder says how to read it.
 *
 * @module
 */
import { describeMachine, describeVersions } from "./runner/machine.ts";
import { readOptions } from "./runner/options.ts";
import { type Result, tables } from "./runner/report.ts";
import { Peers } from "./runner/rounds.ts";

const begun = performance.now();
const { rows, peers, rounds, complete } = readOptions(Deno.args);
const machine = await describeMachine();
const processes = new Peers();
const results: Result[] = [];
try {
  for (const row of rows) {
    const start = performance.now();
    const cells = await processes.measure(row, peers, rounds);
    results.push({ row, cells });
    console.error(`${row.id} (${((performance.now() - start) / 1000).toFixed(0)} s)`);
    for (const { peer, ms, note } of cells) {
      const time = ms?.toPrecision(3) ?? "-";
      console.error(`  ${peer.id.padEnd(22)} ${time.padStart(8)} ${note ?? ""}`);
    }
  }
} finally {
  processes.close();
}
const minutes = (performance.now() - begun) / 60000;
const report = `# hibana and its peers

Written by \`deno task bench\`; [README.md](./README.md) says how to read it. Medians in milliseconds,
float32, ${rounds} rounds in ${minutes.toFixed(1)} minutes, all peers in turn.

${machine}

${describeVersions(peers, processes.versions)}

${tables(results, peers)}`;
if (complete) Deno.writeTextFileSync(new URL("RESULTS.md", import.meta.url), report);
else console.log(report);
