/**
 * Matrix products through workgroup memory, for adapters that have such memory on the chip: the threads
 * of a workgroup fetch one tile of each operand together, and every element that one of them fetched is
 * read there by many. (llvmpipe has it in ordinary memory, and 11 GFLOP/s this way.)
 *
 * @module
 */
import type { KernelSource } from "../queue.ts";
import type { MatmulTile } from "../tuning.ts";
import { COMPUTE, computeTypeOf, load, storageType } from "../wgsl/types.ts";
import {
  BLOCK,
  type Loads,
  MATMUL_BASES,
  matmulAccess,
  matmulBuffers,
  matmulHead,
  type MatmulPlan,
  putCode,
  range,
} from "./matmul_source.ts";

/** Threads along one side of the square workgroup. */
export function sideOf(tile: MatmulTile): number {
  return Math.sqrt(tile.threads);
}

/** How one operand gets into workgroup memory, where it lies depth by depth. */
interface Fetch {
  /** The workgroup's array, and the buffer. */
  readonly to: string;
  readonly from: string;
  readonly loads: Loads;
  /** Elements of the tile along the side of the results, and where the workgroup's begin. */
  readonly extent: number;
  readonly start: string;
  /** The operand's first element, its size along that side, and its strides along it and the depth. */
  readonly base: string;
  readonly size: string;
  readonly sideStride: string;
  readonly depthStride: string;
}

/** The text of a kernel whose workgroups are square, for tiles with a `depth`. */
export function tiledMatmulSource(plan: MatmulPlan): KernelSource {
  const { dtype, tile } = plan;
  const { rows, columns, threads, depth } = tile;
  const compute = computeTypeOf(dtype);
  const type = COMPUTE[compute];
  const side = sideOf(tile);
  const [height, width] = [side * rows, side * columns];
  const groups = columns / 4;
  const plain = storageType(dtype) === type;
  const cells = range(rows).flatMap((i) => range(groups).map((g) => `${i}_${g}`));

  const fetch = (f: Fetch): string => {
    const units = f.extent * depth / (f.loads === "single" ? 1 : 4);
    const inside = `side < ${f.size} && k < stop`;
    const across = f.loads === "side" ? f.extent / 4 : f.loads === "depth" ? depth / 4 : depth;
    const [quotient, remainder] = [`unit / ${across}`, `unit % ${across}`];
    let text = "";
    if (f.loads === "single") {
      const value = load(
        dtype,
        compute,
        `${f.from}[${f.base} + side * ${f.sideStride} + k * ${f.depthStride}]`,
      );
      text = `let side = ${f.start} + ${quotient};
        let k = start + ${remainder};
        var value = ${type}();
        if (${inside}) { value = ${value.text}; }
        ${f.to}[(${remainder}) * ${f.extent} + ${quotient}] = value;`;
    } else {
      const alongDepth = f.loads === "depth";
      const element = alongDepth
        ? `(${f.base} + side * ${f.sideStride} + k) / 4`
        : `(${f.base} + side + k * ${f.depthStride}) / 4`;
      const value = plain ? `${f.from}[${element}]` : `vec4<${type}>(${f.from}[${element}])`;
      const at = (c: number): string =>
        alongDepth
          ? `((${remainder}) * 4 + ${c}) * ${f.extent} + ${quotient}`
          : `(${quotient}) * ${f.extent} + (${remainder}) * 4 + ${c}`;
      text = `let side = ${f.start} + ${alongDepth ? quotient : `(${remainder}) * 4`};
        let k = start + ${alongDepth ? `(${remainder}) * 4` : quotient};
        var value = vec4<${type}>();
        if (${inside}) { value = ${value}; }
        ${range(4).map((c) => `${f.to}[${at(c)}] = value[${c}];`).join("\n        ")}`;
    }
    return `      for (var unit = lane; unit < ${units}; unit += ${threads}) {
        ${text}
      }
`;
  };
  const lines = (list: readonly string[], indent: string): string =>
    list.map((line) => `${indent}${line}\n`).join("");
  const inner = [
    ...range(groups).map((g) => {
      const parts = range(4).map((l) => `tb[kk * ${width} + tx * 4 + ${g * 4 * side + l}]`);
      return `let b${g} = vec4<${type}>(${parts.join(", ")});`;
    }),
    ...range(rows).flatMap((i) => [
      `let a${i} = ta[kk * ${height} + ty * ${rows} + ${i}];`,
      ...range(groups).map((g) => `s${i}_${g} += a${i} * b${g};`),
    ]),
  ];
  const puts = range(rows).flatMap((i) =>
    range(groups).map((g) => {
      const column = `left + tx * 4 + ${g * 4 * side}`;
      return `if (row + ${i} < p.m && ${column} < p.n) {
      put(
        to + (row + ${i}) * p.out_m, vec3<i32>(batch, row + ${i}, ${column}), s${i}_${g},
        fresh, fresh && split == 0, stop == end,
      );
    }`;
    })
  );
  const code = `${matmulHead(plan)}
${matmulBuffers(plan)}
var<workgroup> ta: array<${type}, ${height * depth}>;
var<workgroup> tb: array<${type}, ${width * depth}>;
${putCode(plan)}
@compute @workgroup_size(${threads})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let lane = i32(index);
  let tx = lane % ${side};
  let ty = lane / ${side};
  let top = i32(group.y) * ${height};
  let left = i32(group.x) * ${width};
${MATMUL_BASES}
  let row = top + ty * ${rows};
  let to = p.o_out + batch * p.out_b + split * p.out_split;
  let begin = split * p.depth;
  let end = min(begin + p.depth, p.k);
  for (var first = begin; first < end; first += ${BLOCK}) {
${lines(cells.map((cell) => `var s${cell} = vec4<${type}>();`), "    ")}
    let stop = min(first + ${BLOCK}, end);
    for (var start = first; start < stop; start += ${depth}) {
${
    fetch({
      to: "ta",
      from: "ma",
      loads: plan.a,
      extent: height,
      start: "top",
      base: "a_base",
      size: "p.m",
      sideStride: "p.a_m",
      depthStride: "p.a_k",
    })
  }${
    fetch({
      to: "tb",
      from: "mb",
      loads: plan.b,
      extent: width,
      start: "left",
      base: "b_base",
      size: "p.n",
      sideStride: "p.b_n",
      depthStride: "p.b_k",
    })
  }      workgroupBarrier();
      for (var kk = 0; kk < ${depth}; kk++) {
${lines(inner, "        ")}      }
      workgroupBarrier();
    }
    let fresh = first == begin;
${lines(puts, "    ")}  }
}
`;
  return { label: "matmul", access: matmulAccess(plan), code };
}
