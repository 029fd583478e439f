/**
 * Matrix products in registers. Every thread computes a rectangle of results, from operands that it
 * loads straight from memory, four neighbours at a time where they lie right. A load costs as much as
 * many multiplications, and a larger rectangle needs fewer of them: on llvmpipe 16x16 results a thread
 * make 28 GFLOP/s, 8x8 make 18, 4x4 make 12, and one makes 2. From textures, where loads cost a third as
 * much, 16x16 make 40 (see ../textures.ts).
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import type { KernelSource } from "../queue.ts";
import type { MatmulTile } from "../tuning.ts";
import { preludeCode } from "../wgsl/prelude.ts";
import { COMPUTE, computeTypeOf, enableFor, load, storageType, store } from "../wgsl/types.ts";
import { type Epilogue, epilogueBuffers, epilogueCode, epilogueFields } from "./matmul_epilogue.ts";

/** Along which dimension four neighbours are loaded at once: the summed one, the other, or none. */
export type Loads = "depth" | "side" | "single";

/** What the text of a kernel depends on. */
export interface MatmulPlan {
  readonly dtype: DType;
  readonly output: DType;
  readonly a: Loads;
  readonly b: Loads;
  /** Whether four neighbours of a row of results are stored at once. */
  readonly wide: boolean;
  /** Products that a thread adds to each result in one round: 4, or 1 where they do not come in fours. */
  readonly steps: number;
  /** Whether the operands are loaded from textures. */
  readonly textures: boolean;
  /** Whether something is added to every row of results. */
  readonly bias: boolean;
  /** What is done to results before they are stored. */
  readonly epilogue: Epilogue | undefined;
  readonly tile: MatmulTile;
}

/** Products added up in one go, before the sum joins the total: keeps rounding errors small. */
export const BLOCK = 256;

const LANES = ["x", "y", "z", "w"];

/** Numbers from 0. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Which part of the inner dimension, which matrix, and where its operands begin. */
export const MATMUL_BASES = `  let split = i32(group.z) / p.batch;
  let batch = i32(group.z) - split * p.batch;
  let a_base = p.o_a + batch * p.a_b;
  let b_base = p.o_b + batch * p.b_b;`;

/** What every matrix product is told: sizes, where the matrices lie, and how threads are laid out. */
export function matmulHead({ dtype, output, epilogue }: MatmulPlan): string {
  const types = [dtype, output, ...epilogue?.others.map((other) => other.dtype) ?? []];
  return `${enableFor(types)}struct Parameters {
  m: i32, n: i32, k: i32, depth: i32, batch: i32, across: i32,
  o_out: i32, out_b: i32, out_m: i32, out_n: i32, out_split: i32,
  o_a: i32, a_b: i32, a_m: i32, a_k: i32, o_b: i32, b_b: i32, b_k: i32, b_n: i32,
  o_bias: i32, bias_n: i32,${epilogue === undefined ? "" : epilogueFields(epilogue)}
}
@group(0) @binding(0) var<uniform> p: Parameters;`;
}

/** The declarations of the matrices' buffers. */
export function matmulBuffers(plan: MatmulPlan): string {
  const { dtype, output, a, b, wide, bias, epilogue, textures } = plan;
  const element = storageType(dtype);
  const array = (vector: boolean, type: string): string =>
    `array<${vector ? `vec4<${type}>` : type}>`;
  const operands = textures
    ? `@group(2) @binding(0) var ma: texture_2d<f32>;
@group(2) @binding(1) var mb: texture_2d<f32>;`
    : `@group(1) @binding(1) var<storage, read> ma: ${array(a !== "single", element)};
@group(1) @binding(2) var<storage, read> mb: ${array(b !== "single", element)};`;
  const first = textures ? 1 : 3;
  return `@group(1) @binding(0) var<storage, read_write> mc: ${array(wide, storageType(output))};
${operands}
${bias ? `@group(1) @binding(${first}) var<storage, read> bias: array<${element}>;` : ""}
${epilogue === undefined ? "" : epilogueBuffers(epilogue, bias ? first + 1 : first)}`;
}

/** How the buffers are used; see `KernelSource.access`. */
export function matmulAccess({ bias, epilogue, textures }: MatmulPlan): string {
  const others = epilogue?.others.length ?? 0;
  return `w${textures ? "" : "rr"}${bias ? "r" : ""}${"r".repeat(others)}`;
}

/**
 * Functions `added(column)`, what comes to every result of a column once; `finished(value, batch, row,
 * column)`, what becomes of a complete result, or `finishedFour` where four are stored at once; and
 * `result(value)`, as it is stored.
 */
export function resultCode({ dtype, output, bias, wide, epilogue }: MatmulPlan): string {
  const compute = computeTypeOf(dtype);
  const type = COMPUTE[compute];
  const stored = store(compute, output, "value");
  const element = load(dtype, compute, "bias[p.o_bias + min(column, p.n - 1) * p.bias_n]").text;
  const finish = epilogue === undefined
    ? {
      text:
        `fn finished(value: ${type}, batch: i32, row: i32, column: i32) -> ${type} { return value; }`,
      uses: [],
    }
    : epilogueCode(epilogue, wide);
  return `${preludeCode(new Set([...stored.uses, ...finish.uses]))}
${finish.text}
fn result(value: ${type}) -> ${storageType(output)} { return ${stored.text}; }
fn added(column: i32) -> ${type} { return ${bias ? element : `${type}()`}; }
`;
}

/**
 * Those, and `put(at, place, value, fresh, once, last)`, which stores four neighbours of a row of results,
 * whose batch, row and column are the place: in place of what is there, or else added to it; with what is
 * added once, or without; as they are, or finished.
 */
export function putCode(plan: MatmulPlan): string {
  const compute = computeTypeOf(plan.dtype);
  const type = COMPUTE[compute];
  const out = storageType(plan.output);
  const vector = `vec4<${type}>`;
  const four = (text: (lane: string, index: number) => string): string =>
    LANES.map(text).join(", ");
  const add = plan.bias
    ? `if (once) { r += ${vector}(${four((_, j) => `added(column + ${j})`)}); }`
    : "";
  const finish = (text: string): string =>
    plan.epilogue === undefined ? "" : `if (last) { ${text} }`;
  const wide = `let i = (at + column) / 4;
  if (!fresh) { r += ${vector}(mc[i]); }
  ${finish("r = finishedFour(r, place.x, place.y, column);")}
  mc[i] = vec4<${out}>(${four((lane) => `result(r.${lane})`)});`;
  const single = `for (var j = 0; j < min(4, p.n - column); j++) {
    let i = at + (column + j) * p.out_n;
    if (!fresh) { r[j] += ${load(plan.output, compute, "mc[i]").text}; }
    ${finish("r[j] = finished(r[j], place.x, place.y, column + j);")}
    mc[i] = result(r[j]);
  }`;
  return `${resultCode(plan)}
fn put(at: i32, place: vec3<i32>, value: ${vector}, fresh: bool, once: bool, last: bool) {
  let column = place.z;
  var r = value;
  ${add}
  ${plan.wide ? wide : single}
}
`;
}

/** The text of a kernel whose threads load what they multiply straight from memory. */
export function matmulSource(plan: MatmulPlan): KernelSource {
  const { dtype, a, b, steps, tile, textures } = plan;
  const { rows, columns, threads } = tile;
  const compute = computeTypeOf(dtype);
  const type = COMPUTE[compute];
  const groups = columns / 4;
  const vector = (text: string): string =>
    storageType(dtype) === type ? text : `vec4<${type}>(${text})`;
  const scalar = (text: string): string => load(dtype, compute, text).text;
  const cells = range(rows).flatMap((i) => range(groups).map((g) => `${i}_${g}`));
  // In a texture, x is the place in a row, and y the row.
  const along = (matrix: "a" | "b", line: string): string =>
    textures
      ? `textureLoad(m${matrix}, vec2<i32>(k / 4, ${line}), 0)`
      : vector(`m${matrix}[(${line} + k) / 4]`);
  const across = (matrix: "a" | "b", group: number, s: number): string =>
    textures
      ? `textureLoad(m${matrix}, vec2<i32>(g${matrix}${group}, ${matrix}_base + k + ${s}), 0)`
      : vector(`m${matrix}[g${matrix}${group} + (k + ${s}) * p.${matrix}_k / 4]`);
  const begins = (matrix: "a" | "b", place: string): string =>
    textures ? `${place} / 4` : `(${matrix}_base + ${place}) / 4`;

  const setup: string[] = [];
  if (a === "side") {
    for (const h of range(rows / 4)) setup.push(`let ga${h} = ${begins("a", "row")} + ${h};`);
  } else {
    for (const i of range(rows)) {
      setup.push(`let ra${i} = a_base + min(row + ${i}, p.m - 1) * p.a_m;`);
    }
  }
  if (b === "side") {
    for (const g of range(groups)) setup.push(`let gb${g} = ${begins("b", "column")} + ${g};`);
  } else {
    for (const j of range(columns)) {
      setup.push(`let cb${j} = b_base + min(column + ${j}, p.n - 1) * p.b_n;`);
    }
  }

  const body: string[] = [];
  if (b === "depth") {
    for (const j of range(columns)) body.push(`let t${j} = ${along("b", `cb${j}`)};`);
  }
  for (const s of range(steps)) {
    for (const g of range(groups)) {
      const four = range(4).map((l) => 4 * g + l);
      const parts = four.map((j) =>
        b === "depth" ? `t${j}.${LANES[s]}` : scalar(`mb[cb${j} + (k + ${s}) * p.b_k]`)
      );
      const together = b === "side" ? across("b", g, s) : `vec4<${type}>(${parts.join(", ")})`;
      body.push(`let b${s}_${g} = ${together};`);
    }
  }
  // Row by row, so that a result stays in a register for all of its steps.
  for (const i of range(rows)) {
    if (a === "side" && i % 4 === 0) {
      for (const s of range(steps)) body.push(`let u${s}_${i / 4} = ${across("a", i / 4, s)};`);
    } else if (a === "depth") {
      body.push(`let a${i} = ${along("a", `ra${i}`)};`);
    } else if (a === "single") {
      for (const s of range(steps)) {
        body.push(`let a${i}_${s} = ${scalar(`ma[ra${i} + (k + ${s}) * p.a_k]`)};`);
      }
    }
    const left = (s: number): string =>
      a === "side"
        ? `u${s}_${i >> 2}.${LANES[i & 3]}`
        : a === "depth"
        ? `a${i}.${LANES[s]}`
        : `a${i}_${s}`;
    for (const g of range(groups)) {
      for (const s of range(steps)) body.push(`s${i}_${g} += ${left(s)} * b${s}_${g};`);
    }
  }

  const puts = range(groups).map((g) => {
    const column = `column + ${4 * g}`;
    const place = `vec3<i32>(batch, row + i, ${column})`;
    return `if (${column} < p.n) { put(at, ${place}, s0_${g}, fresh, fresh && split == 0, last); }`;
  });
  const moves = range(rows - 1).flatMap((i) =>
    range(groups).map((g) => `s${i}_${g} = s${i + 1}_${g};`)
  );
  const lines = (list: readonly string[], indent: string): string =>
    list.map((line) => `${indent}${line}\n`).join("");
  const code = `${matmulHead(plan)}
${matmulBuffers(plan)}
${putCode(plan)}
@compute @workgroup_size(${threads})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let lane = i32(index);
  let column = (i32(group.x) * p.across + lane % p.across) * ${columns};
  let row = (i32(group.y) * (${threads} / p.across) + lane / p.across) * ${rows};
  if (row >= p.m || column >= p.n) { return; }
${MATMUL_BASES}
${lines(setup, "  ")}  let to = p.o_out + batch * p.out_b + split * p.out_split;
  let start = split * p.depth;
  let end = min(start + p.depth, p.k);
  for (var first = start; first < end; first += ${BLOCK}) {
${lines(cells.map((cell) => `var s${cell} = vec4<${type}>();`), "    ")}
    let stop = min(first + ${BLOCK}, end);
    for (var k = first; k < stop; k += ${steps}) {
${lines(body, "      ")}    }
    // All rows leave through the first one: every place that stores takes long to compile.
    for (var i = 0; i < min(${rows}, p.m - row); i++) {
      let at = to + (row + i) * p.out_m;
      let fresh = first == start;
      let last = stop == end;
${lines(puts, "      ")}${lines(moves, "      ")}    }
  }
}
`;
  return { label: "matmul", access: matmulAccess(plan), code, textures };
}
