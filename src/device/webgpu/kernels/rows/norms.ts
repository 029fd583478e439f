/**
 * Layer norm and RMS norm. Mean and variance come from one pass (Welford's update for each of a thread's
 * sums, Chan's where they meet), which costs llvmpipe as much as the mean alone and cancels nothing.
 *
 * @module
 */
import type { View } from "../../../backend.ts";
import type { Block } from "../../memory.ts";
import type { Queue } from "../../queue.ts";
import { type ColumnProgram, runColumns } from "./columns.ts";
import type { RowProgram } from "./program.ts";
import { runRows } from "./run.ts";

function layerNormProgram(weight: boolean, bias: boolean): RowProgram {
  return {
    name: `layerNorm${weight ? "W" : ""}${bias ? "B" : ""}`,
    elements: ["x"],
    columns: [...weight ? ["weight"] : [], ...bias ? ["bias"] : []],
    numbers: { eps: "f32" },
    // How many, their mean, and the sum of squared distances from it.
    state: { n: "0.0", m: "0.0", s: "0.0" },
    fold: `s_n += V(1.0);
      let d = x - s_m;
      s_m += d / s_n;
      s_s += d * (x - s_m);`,
    merge: `  let n = max(a.n + b.n, 1.0);
  let d = b.m - a.m;
  return State(a.n + b.n, a.m + d * (b.n / n), a.s + b.s + d * d * (a.n * (b.n / n)));`,
    finish: "let inverse = 1.0 / sqrt(state.s / f32(p.columns) + p.eps);",
    each: `(x - V(state.m)) * V(inverse)${weight ? " * weight" : ""}${bias ? " + bias" : ""}`,
    results: { mean: "state.m", inverseDeviation: "inverse" },
  };
}

function layerNormBackwardProgram(weight: boolean): RowProgram {
  const g = weight ? "grad * weight" : "grad";
  return {
    name: `layerNormBackward${weight ? "W" : ""}`,
    elements: ["grad", "x"],
    columns: weight ? ["weight"] : [],
    rows: { mean: "f32", inverse: "f32" },
    state: { a: "0.0", b: "0.0" },
    fold: `s_a += ${g}; s_b += ${g} * (x - V(mean));`,
    merge: "  return State(a.a + b.a, a.b + b.b);",
    finish: `let a = state.a / f32(p.columns);
  let b = state.b / f32(p.columns) * inverse * inverse;`,
    each: `(${g} - V(a) - (x - V(mean)) * V(b)) * V(inverse)`,
  };
}

function rmsNormProgram(weight: boolean): RowProgram {
  return {
    name: `rmsNorm${weight ? "W" : ""}`,
    elements: ["x"],
    columns: weight ? ["weight"] : [],
    numbers: { eps: "f32" },
    state: { q: "0.0" },
    fold: "s_q += x * x;",
    merge: "  return State(a.q + b.q);",
    finish: "let inverse = 1.0 / sqrt(state.q / f32(p.columns) + p.eps);",
    each: `x * V(inverse)${weight ? " * weight" : ""}`,
    results: { inverseRoot: "inverse" },
  };
}

function rmsNormBackwardProgram(weight: boolean): RowProgram {
  const g = weight ? "grad * weight" : "grad";
  return {
    name: `rmsNormBackward${weight ? "W" : ""}`,
    elements: ["grad", "x"],
    columns: weight ? ["weight"] : [],
    rows: { inverse: "f32" },
    state: { b: "0.0" },
    fold: `s_b += ${g} * x;`,
    merge: "  return State(a.b + b.b);",
    finish: "let b = state.b / f32(p.columns) * inverse * inverse;",
    each: `(${g} - x * V(b)) * V(inverse)`,
  };
}

const GRAD_WEIGHT = "grad * ((x - V(mean)) * V(inverse))";

const LAYER_NORM_WEIGHT: ColumnProgram = {
  name: "layerNormGradWeight",
  elements: ["grad", "x"],
  rows: ["mean", "inverse"],
  sums: { gradWeight: GRAD_WEIGHT },
};

const LAYER_NORM_BOTH: ColumnProgram = {
  name: "layerNormGradParameters",
  elements: ["grad", "x"],
  rows: ["mean", "inverse"],
  sums: { gradWeight: GRAD_WEIGHT, gradBias: "grad" },
};

const LAYER_NORM_BIAS: ColumnProgram = {
  name: "layerNormGradBias",
  elements: ["grad"],
  rows: [],
  sums: { gradBias: "grad" },
};

const RMS_NORM_WEIGHT: ColumnProgram = {
  name: "rmsNormGradWeight",
  elements: ["grad", "x"],
  rows: ["inverse"],
  sums: { gradWeight: "grad * (x * V(inverse))" },
};

/** Those views that there are. */
function given(
  views: Readonly<Record<string, View<Block> | null>>,
): Record<string, View<Block>> {
  const there: Record<string, View<Block>> = {};
  for (const [name, view] of Object.entries(views)) if (view !== null) there[name] = view;
  return there;
}

/** See `FusedKernels.layerNorm`. */
export function layerNorm(
  queue: Queue,
  x: View<Block>,
  weight: View<Block> | null,
  bias: View<Block> | null,
  eps: number,
  output: View<Block>,
  mean: View<Block>,
  inverseDeviation: View<Block>,
): void {
  const [rows, columns] = x.shape as [number, number];
  runRows(queue, layerNormProgram(weight !== null, bias !== null), {
    rows,
    columns,
    views: given({ x, weight, bias, output, mean, inverseDeviation }),
    numbers: { eps },
  });
}

/** See `FusedKernels.layerNormBackward`. */
export function layerNormBackward(
  queue: Queue,
  grad: View<Block>,
  x: View<Block>,
  mean: View<Block>,
  inverse: View<Block>,
  weight: View<Block> | null,
  output: View<Block>,
  gradWeight: View<Block> | null,
  gradBias: View<Block> | null,
): void {
  const [rows, columns] = x.shape as [number, number];
  const views = given({ grad, x, mean, inverse, weight, output });
  runRows(queue, layerNormBackwardProgram(weight !== null), { rows, columns, views });
  const sums = given({ gradWeight, gradBias });
  if (gradWeight !== null) {
    const program = gradBias === null ? LAYER_NORM_WEIGHT : LAYER_NORM_BOTH;
    runColumns(queue, program, { rows, columns, views: { grad, x, mean, inverse }, sums });
  } else if (gradBias !== null) {
    runColumns(queue, LAYER_NORM_BIAS, { rows, columns, views: { grad }, sums });
  }
}

/** See `FusedKernels.rmsNorm`. */
export function rmsNorm(
  queue: Queue,
  x: View<Block>,
  weight: View<Block> | null,
  eps: number,
  output: View<Block>,
  inverseRoot: View<Block>,
): void {
  const [rows, columns] = x.shape as [number, number];
  const views = given({ x, weight, output, inverseRoot });
  runRows(queue, rmsNormProgram(weight !== null), { rows, columns, views, numbers: { eps } });
}

/** See `FusedKernels.rmsNormBackward`. */
export function rmsNormBackward(
  queue: Queue,
  grad: View<Block>,
  x: View<Block>,
  inverse: View<Block>,
  weight: View<Block> | null,
  output: View<Block>,
  gradWeight: View<Block> | null,
): void {
  const [rows, columns] = x.shape as [number, number];
  const views = given({ grad, x, inverse, weight, output });
  runRows(queue, rmsNormBackwardProgram(weight !== null), { rows, columns, views });
  if (gradWeight !== null) {
    runColumns(queue, RMS_NORM_WEIGHT, {
      rows,
      columns,
      views: { grad, x, inverse },
      sums: { gradWeight },
    });
  }
}
