/** WebGPU's row kernels against plain loops in double precision, with the constants of both profiles. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { View } from "../src/device/backend.ts";
import { indexRule } from "../src/device/out_of_range.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { HARDWARE, SOFTWARE, type Tuning } from "../src/device/webgpu/tuning.ts";
import { IndexError } from "../src/errors.ts";
import { available, empty, read, view } from "./support/webgpu_backend.ts";

/** Rows that share out their elements over several threads, and meet in memory, at every size. */
const SHARED: Tuning = {
  ...SOFTWARE,
  rows: { ...SOFTWARE.rows, idle: -1, threads: 300, parts: 7 },
};

const SIZES: readonly (readonly [rows: number, columns: number])[] = [
  [1, 1],
  [2, 3],
  [3, 5],
  [17, 16],
  [9, 63],
  [65, 64],
  [3, 65],
  [5, 1000],
  [2, 4099],
  [1, 70_000],
  [66_000, 4],
];

/** Calls `body` with a backend of each profile. */
function onEachProfile(name: string, body: (backend: WebGPUBackend) => void): void {
  for (const [profile, tuning] of Object.entries({ SOFTWARE, HARDWARE, SHARED })) {
    Deno.test({
      name: `webgpu's ${name} (${profile})`,
      ignore: !available,
      async fn() {
        const context = await openContext() as Context;
        const backend = new WebGPUBackend(context, 2 ** 31, tuning);
        body(backend);
        await backend.synchronize();
        context.device.destroy();
      },
    });
  }
}

/** Numbers from -4 to 4, other ones for every seed. */
function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const bits = Math.imul(Math.imul(i + 1, 2654435761) ^ seed, 2246822519);
    return (((bits ^ bits >>> 13) >>> 0) / 2 ** 32 - 0.5) * 8;
  });
}

function assertNear(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  what: string,
  tolerance = 2e-6,
): void {
  assertEquals(got.length, wanted.length, what);
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    const near = Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance + 1e-5 * Math.abs(b);
    assert(near, `${what}: element ${i} is ${a}, should be ${b}`);
  }
}

/** Views of one backend. */
class Maker {
  constructor(readonly backend: WebGPUBackend) {}
  of(values: ArrayLike<number>, ...shape: number[]): View<Block> {
    return view("float32", shape, values, this.backend);
  }
  /** The same values, where no four-vector begins. */
  odd(values: Float32Array, ...shape: number[]): View<Block> {
    return { ...this.of([9, ...values], 1 + values.length), ...layout(shape), offset: 1 };
  }
  ints(values: ArrayLike<number>): View<Block> {
    return view("int32", [values.length], values, this.backend);
  }
  room(...shape: number[]): View<Block> {
    return empty("float32", shape, this.backend);
  }
  read(from: View<Block>): number[] {
    return [...read(from, this.backend)];
  }
  free(...views: View<Block>[]): void {
    for (const { buffer } of views) this.backend.release(buffer);
  }
}

function layout(shape: number[]): { shape: number[]; strides: number[] } {
  const strides = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1));
  return { shape, strides };
}

/** The rows of a matrix. */
function rowsOf(values: ArrayLike<number>, columns: number): number[][] {
  return Array.from(
    { length: values.length / columns },
    (_, r) => Array.from({ length: columns }, (_, c) => values[r * columns + c]!),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function logSumExp(row: readonly number[]): number {
  const most = row.reduce((a, b) => Math.max(a, b));
  return most + Math.log(sum(row.map((x) => Math.exp(x - most))));
}

onEachProfile("softmax and its gradient are right for rows of any length", (backend) => {
  const make = new Maker(backend);
  const { softmax, softmaxBackward } = backend.fused;
  for (const [rows, columns] of SIZES) {
    const [xs, gs] = [numbers(rows * columns, 1), numbers(rows * columns, 2)];
    for (const [log, made] of [[false, "of"], [true, "odd"]] as const) {
      const x = make[made](xs, rows, columns);
      const grad = make[made](gs, rows, columns);
      const [y, gradX] = [make.room(rows, columns), make.room(rows, columns)];
      softmax!(x, y, log);
      softmaxBackward!(grad, y, gradX, log);
      const wanted = rowsOf(xs, columns).map((row) => {
        const total = logSumExp(row);
        return row.map((x) => log ? x - total : Math.exp(x - total));
      });
      const what = `${log ? "log softmax" : "softmax"} of ${rows} x ${columns}`;
      assertNear(make.read(y), wanted.flat(), what);
      const slopes = rowsOf(gs, columns).map((g, r) => {
        const y = wanted[r]!;
        const dot = sum(g.map((g, c) => log ? g : g * y[c]!));
        return g.map((g, c) => log ? g - Math.exp(y[c]!) * dot : y[c]! * (g - dot));
      });
      assertNear(make.read(gradX), slopes.flat(), `gradient of ${what}`);
      make.free(x, grad, y, gradX);
    }
  }
});

onEachProfile("softmax treats NaN and infinities as the definition does", (backend) => {
  const make = new Maker(backend);
  const inf = Infinity;
  for (const columns of [4, 5, 300]) {
    const row = (
      ...some: number[]
    ): number[] => [...some, ...new Array(columns - some.length).fill(0)];
    const x = make.of(
      [
        row(NaN),
        row(1, NaN),
        row(inf),
        row(0, inf, inf),
        new Array(columns).fill(-inf),
        row(-inf, 1),
      ]
        .flat(),
      6,
      columns,
    );
    const y = make.room(6, columns);
    for (const log of [false, true]) {
      backend.fused.softmax!(x, y, log);
      const results = rowsOf(make.read(y), columns);
      const lost = results.map((row) => row.every((y) => Number.isNaN(y)));
      assertEquals(lost, [true, true, true, true, true, false]);
      const total = Math.E + columns - 2;
      assertNear(
        results[5]!,
        row(-inf, 1).map((x) => log ? x - Math.log(total) : Math.exp(x) / total),
        "a row with -Infinity",
      );
    }
    make.free(x, y);
  }
});

onEachProfile("layer norm and its gradients are right for rows of any length", (backend) => {
  const make = new Maker(backend);
  const { layerNorm, layerNormBackward } = backend.fused;
  for (const [rows, columns] of SIZES) {
    const [xs, gs] = [numbers(rows * columns, 3).map((x) => x + 100), numbers(rows * columns, 4)];
    const [ws, bs] = [numbers(columns, 5), numbers(columns, 6)];
    for (const affine of [true, false]) {
      const x = make.of(xs, rows, columns);
      const grad = make.of(gs, rows, columns);
      const [weight, bias] = affine ? [make.of(ws, columns), make.of(bs, columns)] : [null, null];
      const [y, gradX] = [make.room(rows, columns), make.room(rows, columns)];
      const [mean, inverse] = [make.room(rows), make.room(rows)];
      const [gradWeight, gradBias] = affine
        ? [make.room(columns), make.room(columns)]
        : [null, null];
      layerNorm!(x, weight, bias, 0.1, y, mean, inverse);
      layerNormBackward!(grad, x, mean, inverse, weight, gradX, gradWeight, gradBias);
      const what = `layer norm of ${rows} x ${columns}`;
      const all = rowsOf(xs, columns).map((row, r) => {
        const mean = sum(row) / columns;
        const inverse = 1 / Math.sqrt(sum(row.map((x) => (x - mean) ** 2)) / columns + 0.1);
        const g = row.map((_, c) => gs[r * columns + c]! * (affine ? ws[c]! : 1));
        const h = row.map((x) => (x - mean) * inverse);
        const [a, b] = [sum(g) / columns, sum(g.map((g, c) => g * h[c]!)) / columns];
        return { h, mean, inverse, gradX: g.map((g, c) => (g - a - h[c]! * b) * inverse) };
      });
      assertNear(make.read(mean), all.map((row) => row.mean), `means of ${what}`);
      // Of numbers about 100 no more than five digits are left beside their mean.
      const close = (got: number[], wanted: number[], what: string): void =>
        assertNear(got, wanted, what, 1e-3);
      const shown = all.flatMap(({ h }) => h.map((h, c) => affine ? h * ws[c]! + bs[c]! : h));
      close(make.read(y), shown, what);
      close(make.read(gradX), all.flatMap((row) => row.gradX), `gradient of ${what}`);
      if (gradWeight !== null && gradBias !== null) {
        const columnsOf = (of: (r: number, c: number) => number): number[] =>
          Array.from({ length: columns }, (_, c) => sum(all.map((_, r) => of(r, c))));
        const scale = 1 / Math.sqrt(rows);
        const scaled = (values: number[]): number[] => values.map((x) => x * scale);
        close(
          scaled(make.read(gradWeight)),
          scaled(columnsOf((r, c) => gs[r * columns + c]! * all[r]!.h[c]!)),
          `weight's gradient of ${what}`,
        );
        close(
          scaled(make.read(gradBias)),
          scaled(columnsOf((r, c) => gs[r * columns + c]!)),
          `bias's gradient of ${what}`,
        );
        make.free(weight!, bias!, gradWeight, gradBias);
      }
      make.free(x, grad, y, gradX, mean, inverse);
    }
  }
});

onEachProfile("RMS norm and its gradients are right for rows of any length", (backend) => {
  const make = new Maker(backend);
  const { rmsNorm, rmsNormBackward } = backend.fused;
  for (const [rows, columns] of SIZES) {
    const [xs, gs] = [numbers(rows * columns, 7), numbers(rows * columns, 8)];
    const ws = numbers(columns, 9);
    const [x, grad] = [make.odd(xs, rows, columns), make.of(gs, rows, columns)];
    const weight = make.of(ws, columns);
    const [y, gradX] = [make.room(rows, columns), make.room(rows, columns)];
    const [inverse, gradWeight] = [make.room(rows), make.room(columns)];
    rmsNorm!(x, weight, 0.1, y, inverse);
    rmsNormBackward!(grad, x, inverse, weight, gradX, gradWeight);
    const what = `RMS norm of ${rows} x ${columns}`;
    const all = rowsOf(xs, columns).map((row, r) => {
      const inverse = 1 / Math.sqrt(sum(row.map((x) => x * x)) / columns + 0.1);
      const g = row.map((_, c) => gs[r * columns + c]! * ws[c]!);
      const b = sum(g.map((g, c) => g * row[c]! * inverse)) / columns;
      return {
        h: row.map((x) => x * inverse),
        inverse,
        gradX: g.map((g, c) => (g - row[c]! * inverse * b) * inverse),
      };
    });
    assertNear(make.read(inverse), all.map((row) => row.inverse), `inverse roots of ${what}`);
    assertNear(make.read(y), all.flatMap(({ h }) => h.map((h, c) => h * ws[c]!)), what);
    assertNear(make.read(gradX), all.flatMap((row) => row.gradX), `gradient of ${what}`);
    const scale = 0.1 / Math.sqrt(rows);
    const slopes = Array.from(
      { length: columns },
      (_, c) => scale * sum(all.map(({ h }, r) => gs[r * columns + c]! * h[c]!)),
    );
    assertNear(
      make.read(gradWeight).map((x) => x * scale),
      slopes,
      `weight's gradient of ${what}`,
    );
    make.free(x, grad, weight, y, gradX, inverse, gradWeight);
  }
});

const RULE = indexRule("test", { words: (index) => `Target ${index} is out of bounds.` });

onEachProfile("cross entropy and its gradient are right for rows of any length", (backend) => {
  const make = new Maker(backend);
  const { crossEntropy, crossEntropyBackward } = backend.fused;
  for (const [rows, columns] of SIZES) {
    const [xs, gs] = [numbers(rows * columns, 10), numbers(rows, 11)];
    const labels = Array.from({ length: rows }, (_, r) => r % 5 === 3 ? -100 : (r * 7) % columns);
    const [x, grad, target] = [make.of(xs, rows, columns), make.of(gs, rows), make.ints(labels)];
    const [losses, total, gradX] = [make.room(rows), make.room(rows), make.room(rows, columns)];
    crossEntropy!(x, target, -100, losses, total, RULE);
    crossEntropyBackward!(grad, x, target, -100, total, gradX);
    const what = `cross entropy of ${rows} x ${columns}`;
    const all = rowsOf(xs, columns).map((row, r) => {
      const total = logSumExp(row);
      const label = labels[r]!;
      return {
        loss: label < 0 ? 0 : total - row[label]!,
        slopes: row.map((x, c) =>
          label < 0 ? 0 : gs[r]! * (Math.exp(x - total) - Number(c === label))
        ),
      };
    });
    assertNear(make.read(losses), all.map((row) => row.loss), what);
    assertNear(make.read(gradX), all.flatMap((row) => row.slopes), `gradient of ${what}`);
    make.free(x, grad, target, losses, total, gradX);
  }
});

onEachProfile("cross entropy complains about targets that are no classes", (backend) => {
  const make = new Maker(backend);
  for (const bad of [-1, 8, 2 ** 31 - 1]) {
    const [x, losses, total] = [make.of(numbers(40, 12), 5, 8), make.room(5), make.room(5)];
    const target = make.ints([0, 7, -100, bad, 2]);
    backend.fused.crossEntropy!(x, target, -100, losses, total, RULE);
    assertThrows(() => make.read(losses), IndexError, `Target ${bad} is out of bounds.`);
    assertEquals(make.read(losses).slice(2, 4), [0, 0]);
    make.free(x, losses, total, target);
  }
});

onEachProfile("Adam's step is right at any size and place", (backend) => {
  const make = new Maker(backend);
  const step = {
    beta1: 0.8,
    beta2: 0.95,
    eps: 1e-3,
    decay: 0.99,
    weightDecay: 0.1,
    root: 0.7,
    size: -0.01,
  };
  for (const n of [1, 3, 64, 1001, 70_000]) {
    for (const made of ["of", "odd"] as const) {
      const [ps, gs, ms] = [numbers(n, 13), numbers(n, 14), numbers(n, 15)];
      const ss = numbers(n, 16).map(Math.abs);
      const [p, g, m, s] = [ps, gs, ms, ss].map((values) => make[made](values, n)) as [
        View<Block>,
        View<Block>,
        View<Block>,
        View<Block>,
      ];
      backend.fused.adamStep!(p, g, m, s, step);
      const all = Array.from(ps, (p, i) => {
        const g = gs[i]! + 0.1 * p;
        const mean = ms[i]! + (g - ms[i]!) * (1 - step.beta1);
        const square = ss[i]! + (g * g - ss[i]!) * (1 - step.beta2);
        const change = step.size * mean / (Math.sqrt(square) / step.root + step.eps);
        return { p: p * step.decay + change, mean, square };
      });
      const result = (view: View<Block>): number[] => [
        ...backend.read(view.buffer, "float32", view.offset, n),
      ];
      assertNear(result(p), all.map(({ p }) => p), `parameters, ${n} of them`);
      assertNear(result(m), all.map(({ mean }) => mean), `means, ${n} of them`);
      assertNear(result(s), all.map(({ square }) => square), `squares, ${n} of them`);
      make.free(p, g, m, s);
    }
  }
});

onEachProfile("rows of a table are taken and added, repeated ones each time", (backend) => {
  const make = new Maker(backend);
  const { takeRows, addRows } = backend.fused;
  for (
    const [height, columns, count] of [
      [1, 1, 1],
      [3, 4, 5],
      [7, 5, 100],
      [50, 64, 33],
      [2, 3, 2000],
      [9, 1, 70_000],
    ] as const
  ) {
    const table = numbers(height * columns, 17);
    const index = Array.from({ length: count }, (_, i) => (i * i + (i >> 3)) % height);
    const rows = numbers(count * columns, 18);
    const [t, at, r] = [
      make.of(table, height, columns),
      make.ints(index),
      make.of(rows, count, columns),
    ];
    const taken = make.room(count, columns);
    takeRows!(t, at, taken, RULE);
    const what = `${count} rows of ${height} x ${columns}`;
    assertEquals(
      make.read(taken),
      index.flatMap((i) => [...table.subarray(i * columns, (i + 1) * columns)]),
      what,
    );
    addRows!(t, at, r);
    const sums = Float64Array.from(table);
    rows.forEach((x, i) => sums[index[Math.floor(i / columns)]! * columns + i % columns]! += x);
    const scale = Math.sqrt(height / (count + height));
    assertNear(make.read(t).map((x) => x * scale), sums.map((x) => x * scale), what);
    make.free(t, at, r, taken);
  }
});

onEachProfile("rows are added alike every time", (backend) => {
  const make = new Maker(backend);
  const index = make.ints(Array.from({ length: 500 }, (_, i) => i % 3));
  const rows = make.of(numbers(500 * 8, 19), 500, 8);
  const all = [1, 2, 3].map(() => {
    const table = make.of(new Float32Array(24), 3, 8);
    backend.fused.addRows!(table, index, rows);
    return make.read(table);
  });
  assertEquals(all[1], all[0]);
  assertEquals(all[2], all[0]);
});

onEachProfile("taking rows complains about indices that are none", (backend) => {
  const make = new Maker(backend);
  for (const bad of [-1, 5]) {
    const [table, out] = [make.of(numbers(20, 20), 5, 4), make.room(3, 4)];
    backend.fused.takeRows!(table, make.ints([0, bad, 4]), out, RULE);
    assertThrows(() => make.read(out), IndexError, `Target ${bad} is out of bounds.`);
  }
});
