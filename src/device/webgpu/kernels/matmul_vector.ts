/**
 * A row times a matrix whose rows lie along what is summed, as the weights of a linear layer do, for
 * adapters with many threads: several share a result and read neighbours, four elements each, which is
 * how such memory is read fastest. Their sums meet in workgroup memory.
 *
 * @module
 */
import type { KernelSource } from "../queue.ts";
import { COMPUTE, computeTypeOf, load, storageType } from "../wgsl/types.ts";
import {
  BLOCK,
  matmulAccess,
  matmulBuffers,
  matmulHead,
  type MatmulPlan,
  range,
  resultCode,
} from "./matmul_source.ts";

/** Threads in a workgroup. */
export const LANES_WORKGROUP = 64;

/** The text of a kernel in which so many threads share a result; `across` is results of a workgroup. */
export function vectorSource(plan: MatmulPlan, lanes: number): KernelSource {
  const { dtype, a, b } = plan;
  const compute = computeTypeOf(dtype);
  const type = COMPUTE[compute];
  const four = a === "depth" && b === "depth";
  const steps = four ? 4 : 1;
  const at = (buffer: string, base: string, stride: string, vector: boolean): string => {
    const value = vector
      ? `${buffer}[(${base} + k) / 4]`
      : load(dtype, compute, `${buffer}[${base} + k * ${stride}]`).text;
    return vector && storageType(dtype) !== type ? `vec4<${type}>(${value})` : value;
  };
  const [left, right] = [at("ma", "a_base", "p.a_k", four), at("mb", "b_base", "p.b_k", four)];
  const halves = range(Math.log2(lanes)).map((i) => lanes >> (i + 1));
  const code = `${matmulHead(plan)}
${matmulBuffers({ ...plan, a: four ? a : "single", b: four ? b : "single" })}
var<workgroup> sums: array<${type}, ${LANES_WORKGROUP}>;
${resultCode(plan)}
@compute @workgroup_size(${LANES_WORKGROUP})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
  let lane = i32(index) % ${lanes};
  let column = i32(group.x) * p.across + i32(index) / ${lanes};
  let split = i32(group.z) / p.batch;
  let batch = i32(group.z) - split * p.batch;
  let a_base = p.o_a + batch * p.a_b;
  let b_base = p.o_b + batch * p.b_b + min(column, p.n - 1) * p.b_n;
  var total = ${type}();
  let end = min((split + 1) * p.depth, p.k);
  for (var first = split * p.depth + lane * ${steps}; first < end; first += ${BLOCK / 4 * lanes}) {
    var sum = ${type}();
    let stop = min(first + ${BLOCK / 4 * lanes}, end);
    for (var k = first; k < stop; k += ${steps * lanes}) {
      sum += ${four ? `dot(${left}, ${right})` : `${left} * ${right}`};
    }
    total += sum;
  }
  sums[index] = total;
${
    halves.map((half) =>
      `  workgroupBarrier();
  if (lane < ${half}) { sums[index] += sums[index + ${half}u]; }
`
    ).join("")
  }  if (lane == 0 && column < p.n) {
    let to = p.o_out + batch * p.out_b + split * p.out_split;
    var sum = sums[index];
    if (split == 0) { sum += added(column); }
    mc[to + column * p.out_n] = result(finished(sum, batch, 0, column));
  }
}
`;
  return { label: "matmul", access: matmulAccess(plan), code };
}
