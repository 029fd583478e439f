/// <reference lib="deno.worker" />
import type { Rates } from "./limits.ts";

/** Enough sums at once to hide how long each takes. */
const CHAINS = 12;
/** Larger than caches. */
const PAGES = 2048;
const PAGE = 65536;
const MS = 150;

// Section ids, types and instructions of WebAssembly.
const I32 = 0x7f, F32 = 0x7d, V128 = 0x7b;
const loadVector = [0xfd, 0x00, 4], addVectors = [0xfd, 0xe4, 0x01];
const multiplyAdd = [0xfd, 0x85, 0x02], firstLane = [0xfd, 0x1f, 0];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, ...leb(value)];

function leb(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 127;
    value >>= 7;
    const done = (value === 0 && (low & 64) === 0) || (value === -1 && (low & 64) !== 0);
    bytes.push(done ? low : low | 128);
    if (done) return bytes;
  }
}

function section(id: number, ...items: number[][]): number[] {
  const body = [items.length, ...items.flat()];
  return [id, ...unsigned(body.length), ...body];
}

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** (from, to) -> f32: repeats `step` on CHAINS vectors, adding `stride` to `from` until it is `to`. */
function loop(step: (vector: number, index: number) => number[], stride: number): number[] {
  const vectors = Array.from({ length: CHAINS }, (_, i) => 2 + i);
  const code = [
    ...[0x03, 0x40],
    ...vectors.flatMap((vector, i) => [...step(vector, i), ...set(vector)]),
    ...[...get(0), ...constant(stride), 0x6a, ...[0x22, 0]],
    ...[...get(1), 0x49, 0x0d, 0, 0x0b],
    ...get(vectors[0]!),
    ...vectors.slice(1).flatMap((vector) => [...get(vector), ...addVectors]),
    ...firstLane,
    0x0b,
  ];
  const body = [1, CHAINS + 2, V128, ...code];
  return [...unsigned(body.length), ...body];
}

// Two factors that nobody writes, so that no sum waits for another.
const factors = [...get(2 + CHAINS), ...get(3 + CHAINS)];
const multiply = loop((vector) => [...factors, ...get(vector), ...multiplyAdd], 1);
const read = loop(
  (vector, i) => [...get(0), ...loadVector, ...unsigned(16 * i), ...get(vector), ...addVectors],
  16 * CHAINS,
);
const bytes = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [0x60, 2, I32, I32, 1, F32]),
  ...section(3, [0], [0]),
  ...section(5, [0, ...unsigned(PAGES)]),
  ...section(7, [1, 0x6d, 0, 0], [1, 0x72, 0, 1], [1, 0x62, 2, 0]),
  ...section(10, multiply, read),
]);
const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(bytes));
const { m, r } = exports as Record<string, (from: number, to: number) => number>;
// Pages that nobody has written are all one page, which a cache holds.
new Uint8Array((exports.b as WebAssembly.Memory).buffer).fill(1);

/** How often a second, at best, of what a call does `amount` times. */
function rate(call: () => void, amount: number): number {
  let best = 0;
  for (const end = performance.now() + MS; performance.now() < end;) {
    const start = performance.now();
    call();
    best = Math.max(best, amount / (performance.now() - start) * 1000);
  }
  return best;
}

self.onmessage = () => {
  const turns = 1e6;
  const end = Math.floor((PAGES * PAGE) / (16 * CHAINS)) * 16 * CHAINS;
  const rates: Rates = {
    flops: rate(() => m!(0, turns), turns * CHAINS * 8) / 1e9,
    bandwidth: rate(() => r!(0, end), end) / 1e9,
  };
  self.postMessage(rates);
};
