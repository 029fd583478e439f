/**
 * `deno task tune [file]` finds the constants that suit this machine's GPU best: it times candidates, all in
 * turn, again and again, and writes those that win by more than noise to a profile (default:
 * hibana-tuning.json). Later runs use it when they are told: `webgpu.init({ tuning: "hibana-tuning.json" })`,
 * or the environment variable HIBANA_TUNING.
 *
 * @module
 */
import type { View } from "../src/device/backend.ts";
import { apply, elementwiseKernel, operand } from "../src/device/expression.ts";
import { WebGPUBackend } from "../src/device/webgpu/backend.ts";
import { type Context, openContext } from "../src/device/webgpu/context.ts";
import type { Block } from "../src/device/webgpu/memory.ts";
import { classOf, type MatmulTile, type Tuning } from "../src/device/webgpu/tuning.ts";
import { applyProfile } from "../src/device/webgpu/tuning_profile.ts";
import { contiguousStrides, sizeOf } from "../src/tensor/shape.ts";

/** What a candidate must save at least, as a share of the time, to replace what is there. */
const MARGIN = 0.05;

const [file = "hibana-tuning.json"] = Deno.args.filter((arg) => !arg.startsWith("--"));
/** Small problems and few repetitions: to see that it works. */
const quick = Deno.args.includes("--quick");
const rounds = quick ? 2 : 9;

/** A choice to be made: constants that differ, and work that shows the difference. */
interface Question<C> {
  readonly title: string;
  /** The first is what there is today. */
  readonly candidates: readonly C[];
  readonly tuningFor: (candidate: C) => Tuning;
  readonly prepare: (backend: WebGPUBackend) => () => View<Block>;
}

const ADD = elementwiseKernel("add", apply("add", operand(0), operand(1)));

function empty(backend: WebGPUBackend, ...shape: number[]): View<Block> {
  const buffer = backend.allocate("float32", sizeOf(shape));
  return { buffer, dtype: "float32", shape, strides: contiguousStrides(shape), offset: 0 };
}

function filled(backend: WebGPUBackend, ...shape: number[]): View<Block> {
  const made = empty(backend, ...shape);
  const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 17) / 16 - 0.5);
  backend.write(made.buffer, "float32", values);
  return made;
}

/** Milliseconds of the work under each candidate: the least of several rounds, all taken in turn. */
function measure<C>(context: Context, question: Question<C>): number[] {
  const runs = question.candidates.map((candidate) => {
    const backend = new WebGPUBackend(context, 2 ** 31, question.tuningFor(candidate));
    const work = question.prepare(backend);
    return () => {
      const start = performance.now();
      backend.read(work().buffer, "float32", 0, 1);
      return performance.now() - start;
    };
  });
  for (const run of runs) run(); // Compiles.
  const best = runs.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    runs.forEach((run, i) => best[i] = Math.min(best[i]!, run()));
  }
  return best;
}

/** The winner, or what there is where nothing wins by more than noise. */
function answer<C>(context: Context, question: Question<C>): C {
  const times = measure(context, question);
  const fastest = times.indexOf(Math.min(...times));
  const chosen = times[fastest]! < times[0]! * (1 - MARGIN) ? fastest : 0;
  console.log(question.title);
  question.candidates.forEach((candidate, i) => {
    const mark = i === chosen ? "*" : " ";
    console.log(` ${mark} ${JSON.stringify(candidate)}: ${times[i]!.toFixed(3)} ms`);
  });
  return question.candidates[chosen]!;
}

/** What there is, and then the others. */
function among<C>(current: C, others: readonly C[]): C[] {
  const text = JSON.stringify(current);
  return [current, ...others.filter((other) => JSON.stringify(other) !== text)];
}

/** The tile for products of two square matrices. */
function askTile(context: Context, base: Tuning, current: MatmulTile, size: number): MatmulTile {
  const inRegisters = [[4, 8], [8, 4], [8, 8], [8, 16], [16, 8], [16, 16]].flatMap(([r, c]) =>
    (base.name === "software" ? [8] : [32, 64]).map((threads) => ({ r, c, threads, depth: 0 }))
  );
  const shared = base.name === "software"
    ? []
    : [[4, 4], [8, 4], [4, 8], [8, 8]].flatMap(([r, c]) =>
      [8, 16].map((depth) => ({ r, c, threads: 256, depth }))
    );
  const others = [...inRegisters, ...shared].map(({ r, c, threads, depth }): MatmulTile => ({
    rows: r!,
    columns: c!,
    threads,
    depth,
    from: current.from,
  }));
  const first = base.matmul.tiles[0]!;
  return answer(context, {
    title: `matrix product, ${size} x ${size}`,
    candidates: among(current, others),
    tuningFor: (tile) => ({
      ...base,
      // The price would choose the first for nothing of that size.
      matmul: { ...base.matmul, tiles: [first, { ...tile, from: 1 }] },
    }),
    prepare(backend) {
      const [a, b, out] = [filled(backend, 1, size, size), filled(backend, 1, size, size)]
        .concat(empty(backend, 1, size, size)) as [View<Block>, View<Block>, View<Block>];
      return () => {
        backend.matmul(a, b, out);
        return out;
      };
    },
  });
}

function askElementwise(context: Context, base: Tuning): number {
  return answer(context, {
    title: "threads in a workgroup of elementwise kernels",
    candidates: among(base.elementwiseWorkgroup, [16, 32, 64, 128, 256]),
    tuningFor: (elementwiseWorkgroup) => ({ ...base, elementwiseWorkgroup }),
    prepare(backend) {
      const n = quick ? 2 ** 16 : 2 ** 21;
      const [x, out] = [filled(backend, n), empty(backend, n)];
      return () => {
        backend.elementwise(ADD, "float", [x, x], out);
        return out;
      };
    },
  });
}

function askReduce(context: Context, base: Tuning): Tuning["reduce"] {
  const others = [16, 32, 64, 128].flatMap((workgroup) =>
    [128, 512, 1024].map((perThread) => ({ ...base.reduce, workgroup, perThread }))
  );
  return answer(context, {
    title: "reductions",
    candidates: among(base.reduce, others),
    tuningFor: (reduce) => ({ ...base, reduce }),
    prepare(backend) {
      const x = filled(backend, quick ? 64 : 1024, 1024);
      const [rows, all] = [empty(backend, x.shape[0]!), empty(backend)];
      return () => {
        backend.reduce("sum", x, rows);
        backend.reduce("sum", x, all);
        return all;
      };
    },
  });
}

function askRows(context: Context, base: Tuning): Tuning["rows"] {
  const lanes = [[1, 1], [8, 8], [16, 64], [32, 64], [32, 128], [32, 256], [64, 256]] as const;
  const others = lanes.map((pair) => ({ ...base.rows, lanes: pair }));
  return answer(context, {
    title: "threads that share a row",
    candidates: among(base.rows, others),
    tuningFor: (rows) => ({ ...base, rows }),
    prepare(backend) {
      const x = filled(backend, quick ? 16 : 512, 1024);
      const out = empty(backend, ...x.shape);
      return () => {
        backend.fused.softmax!(x, out, false);
        return out;
      };
    },
  });
}

const context = await openContext();
if (context === undefined) {
  console.error("There is no WebGPU adapter on this machine to tune for.");
  Deno.exit(1);
}
const base = classOf(context);
console.log(`${context.description} (${base.name})`);
// Of what there is today, the last two are for products of some size.
const { tiles } = base.matmul;
const [medium, large] = tiles.slice(-2) as [MatmulTile, MatmulTile];
const sizes = quick ? [64, 96] : base.name === "software" ? [160, 512] : [512, 2048];
const profile = {
  adapter: context.description,
  tuning: {
    elementwiseWorkgroup: askElementwise(context, base),
    reduce: askReduce(context, base),
    rows: { lanes: askRows(context, base).lanes },
    matmul: {
      tiles: [
        ...tiles.slice(0, -2),
        askTile(context, base, medium, sizes[0]!),
        askTile(context, base, large, sizes[1]!),
      ],
    },
  },
};
applyProfile(profile, context.description, base);
await Deno.writeTextFile(file, `${JSON.stringify(profile, undefined, 2)}\n`);
console.log(
  `Written to ${file}. Use it: webgpu.init({ tuning: "${file}" }), or HIBANA_TUNING=${file}`,
);
context.device.destroy();
