import type { PeerSpec } from "../peers/registry.ts";
import type { Answer, Digest } from "../peers/serve.ts";
import type { Kind, Row } from "../workloads/row.ts";
import { disagreement } from "./agreement.ts";
import { Child } from "./child.ts";
import { measureStartup } from "./startup.ts";
import { median } from "./statistics.ts";

/** What a peer made of a row. */
export interface Cell {
  readonly peer: PeerSpec;
  /** Median milliseconds of a run; none where it failed. */
  readonly ms?: number;
  /** Why there is no time, or what is wrong with the results. */
  readonly note?: string;
  /** What it cannot do by its nature. */
  readonly unsupported?: boolean;
}

/** Long enough for GPT-2 to be made, sent to a GPU and computed twice by the slowest. */
const PREPARE_SECONDS = 90;
const MEASURE_SECONDS = 60;
/** A read costs most peers 11 ms on webgpu: runs of this long between two reads hide it. */
const SAMPLE_MS: Record<Kind, number> = { cpu: 30, webgpu: 150 };
const SAMPLES = 3;
/** From here on a sample a round is enough, and from six times as much that of the preparation is. */
const SLOW_MS = 500;
/** After so long a row has no further round. */
const ROW_SECONDS = 12;

/** All peers' processes, by peer and environment: each is started when it is first asked. */
export class Peers {
  readonly versions = new Map<string, string>();
  readonly #children = new Map<string, Child>();

  /** Asks every peer for a row, in turn, `rounds` times. */
  async measure(row: Row, peers: readonly PeerSpec[], rounds: number): Promise<Cell[]> {
    const asked = peers.filter(({ kind, rows }) =>
      (row.kinds?.includes(kind) ?? true) && (rows?.includes(row.id) ?? true)
    );
    if (row.workload === "startup") return measureStartup(asked, rounds);
    const prepared = new Map<PeerSpec, Answer>();
    for (const peer of asked) {
      const answer = await this.#ask(peer, row, { ask: "prepare", row }, PREPARE_SECONDS);
      if (answer.version !== undefined) this.versions.set(peer.id, answer.version);
      prepared.set(peer, answer);
    }

    const ready = asked.filter((peer) => prepared.get(peer)!.error === undefined);
    const samples = new Map(ready.map((peer) => [peer, [] as number[]]));
    const failures = new Map<PeerSpec, string>();
    const deadline = performance.now() + ROW_SECONDS * 1000;
    for (let round = 0; round < rounds; round++) {
      if (round > 0 && performance.now() > deadline) break;
      for (let turn = 0; turn < ready.length; turn++) {
        const peer = ready[(turn + round) % ready.length]!;
        const expected = prepared.get(peer)!.ms!;
        if (failures.has(peer)) continue;
        if (expected > 6 * SLOW_MS) {
          if (round === 0) samples.get(peer)!.push(expected);
          continue;
        }
        const answer = await this.#ask(peer, row, {
          ask: "measure",
          sampleMs: SAMPLE_MS[peer.kind],
          samples: expected > SLOW_MS ? 1 : SAMPLES,
        }, MEASURE_SECONDS);
        if (answer.error !== undefined) failures.set(peer, answer.error);
        samples.get(peer)!.push(...answer.samples ?? []);
      }
    }
    for (const peer of ready) await this.#ask(peer, row, { ask: "release" }, MEASURE_SECONDS);

    const reference = referenceOf(ready, prepared);
    return asked.map((peer): Cell => {
      const { error, unsupported, digests } = prepared.get(peer)!;
      const failure = error ?? failures.get(peer);
      if (failure !== undefined) return { peer, note: failure, unsupported };
      const note = disagreement(digests!, reference!, row.tolerance);
      return { peer, ms: median(samples.get(peer)!), note: note && `WRONG: ${note}` };
    });
  }

  async #ask(peer: PeerSpec, row: Row, ...args: Parameters<Child["ask"]>): Promise<Answer> {
    const key = JSON.stringify([peer.id, row.env]);
    let child = this.#children.get(key);
    if (child === undefined) this.#children.set(key, child = new Child(peer, row.env));
    const answer = await child.ask(...args);
    if (answer.fatal) this.#children.delete(key);
    return answer;
  }

  close(): void {
    for (const child of this.#children.values()) child.kill();
  }
}

/** PyTorch's results where it runs; else the first peer's, which is hibana on the CPU. */
function referenceOf(
  ready: readonly PeerSpec[],
  prepared: ReadonlyMap<PeerSpec, Answer>,
): Readonly<Record<string, Digest>> | undefined {
  const peer = ready.find(({ id }) => id === "torch") ?? ready[0];
  return peer && prepared.get(peer)!.digests;
}
