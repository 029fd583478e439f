/**
 * What the machine can do, for comparison: the most multiply-adds that WebAssembly gets out of each
 * thread, and the most bytes that it reads from memory.
 */
export interface Limits {
  /** GFLOP/s of one thread, and of as many as there are cores. */
  readonly flops: readonly [one: number, all: number];
  /** GB/s, likewise. */
  readonly bandwidth: readonly [one: number, all: number];
}

export type Rates = Readonly<{ flops: number; bandwidth: number }>;

const ATTEMPTS = 3;

export async function measureLimits(): Promise<Limits> {
  const cores = navigator.hardwareConcurrency;
  const workers = Array.from(
    { length: cores },
    () => new Worker(new URL("limits_worker.ts", import.meta.url), { type: "module" }),
  );
  const ask = (worker: Worker) =>
    new Promise<Rates>((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.postMessage("measure");
    });
  const best = { one: { flops: 0, bandwidth: 0 }, all: { flops: 0, bandwidth: 0 } };
  for (let i = 0; i < ATTEMPTS; i++) {
    for (const [key, asked] of [["one", workers.slice(0, 1)], ["all", workers]] as const) {
      const rates = await Promise.all(asked.map(ask));
      for (const what of ["flops", "bandwidth"] as const) {
        const sum = rates.reduce((sum, rate) => sum + rate[what], 0);
        best[key][what] = Math.max(best[key][what], sum);
      }
    }
  }
  for (const worker of workers) worker.terminate();
  return {
    flops: [best.one.flops, best.all.flops],
    bandwidth: [best.one.bandwidth, best.all.bandwidth],
  };
}
