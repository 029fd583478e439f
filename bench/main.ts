/**
 * Runs hibana against its peers: `deno task bench`. README.md in this folder says how to read it.
 *
 * @module
 */
import { readOptions } from "./runner/options.ts";
import { type Result, tables } from "./runner/report.ts";
import { Peers } from "./runner/rounds.ts";

const { rows, peers, rounds, complete } = readOptions(Deno.args);
const processes = new Peers();
const results: Result[] = [];
try {
  for (const row of rows) {
    const start = performance.now();
    const cells = await processes.measure(row, peers, rounds);
    results.push({ row, cells });
    const took = ((performance.now() - start) / 1000).toFixed(0);
    console.error(`${row.id} (${took} s)`);
    for (const { peer, ms, note } of cells) {
      console.error(
        `  ${peer.id.padEnd(14)} ${ms?.toPrecision(3).padStart(8) ?? "-"} ${note ?? ""}`,
      );
    }
  }
} finally {
  processes.close();
}
const report = tables(results, peers);
console.log(report);
if (complete) Deno.writeTextFileSync(new URL("RESULTS.md", import.meta.url), report);
