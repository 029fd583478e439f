import type { PeerSpec } from "../peers/registry.ts";
import { environment } from "./child.ts";
import type { Cell } from "./rounds.ts";
import { median } from "./statistics.ts";

/** What each program of bench/startup prints: a number of the product of two matrices of ones. */
const EXPECTED = 64;

/** The whole time of processes that load a peer, multiply two small matrices and end. */
export async function measureStartup(
  peers: readonly PeerSpec[],
  rounds: number,
): Promise<Cell[]> {
  const samples = new Map(peers.map((peer) => [peer, [] as number[]]));
  const notes = new Map<PeerSpec, string>();
  // The first of these rounds fills caches, and does not count.
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < peers.length; turn++) {
      const peer = peers[(turn + round + 1) % peers.length]!;
      if (notes.has(peer)) continue;
      const start = performance.now();
      const { success, stdout, stderr } = await spawn(peer.startup, peer.env);
      if (round >= 0) samples.get(peer)!.push(performance.now() - start);
      if (!success) notes.set(peer, stderr.trim().split("\n").at(-1) ?? "its process failed");
      else if (Number(stdout) !== EXPECTED) notes.set(peer, `WRONG: it printed ${stdout.trim()}`);
    }
  }
  return peers.map((peer) => ({
    peer,
    ms: samples.get(peer)!.length > 0 ? median(samples.get(peer)!) : undefined,
    note: notes.get(peer),
  }));
}

/** Runs a program to its end. */
async function spawn(
  [program, ...args]: readonly string[],
  env: PeerSpec["env"],
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  const { success, stdout, stderr } = await new Deno.Command(program!, {
    args,
    env: environment(env),
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return { success, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** The whole time of a Deno process that does nothing: nobody starts faster. */
export async function emptyProcess(rounds: number): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await spawn([Deno.execPath(), "eval", "--no-config", "0"], {});
    samples.push(performance.now() - start);
  }
  return median(samples);
}
