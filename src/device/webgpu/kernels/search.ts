/**
 * Searching sorted rows: a thread finds the place of one value by halving.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { collapse, sizeOf } from "../../../tensor/shape.ts";
import type { View } from "../../backend.ts";
import { bindView } from "../bindings.ts";
import type { Block } from "../memory.ts";
import type { KernelSource, Queue } from "../queue.ts";
import { assertLoopBudget } from "../tuning.ts";
import {
  foldGroups,
  mainCode,
  MAX_RANK,
  pushWalk,
  walkCode,
  walkFields,
} from "../wgsl/addressing.ts";
import { keyCode, wordType } from "../wgsl/keys.ts";
import { enableFor } from "../wgsl/types.ts";
import { copy, withCopy, withTemporary } from "./temporary.ts";

/** Records how many elements of a sorted row come before each value; see `Backend.searchSorted`. */
export function searchSorted(
  queue: Queue,
  sequence: View<Block>,
  values: View<Block>,
  output: View<Block>,
  right: boolean,
): void {
  const count = sizeOf(values.shape);
  if (count === 0) return;
  const walk = collapse(values.shape, [
    sequence.strides.with(-1, 0),
    values.strides,
    output.strides,
  ]);
  const rank = walk.shape.length;
  if (rank > MAX_RANK) {
    return withCopy(queue, sequence, (rows) => {
      withCopy(queue, values, (flat) => {
        withTemporary(queue, "int32", output.shape, (results) => {
          searchSorted(queue, rows, flat, results, right);
          copy(queue, results, output);
        });
      });
    });
  }
  const { elementwiseWorkgroup: workgroup } = queue.tuning;
  const windows = [sequence, values, output].map((view) => bindView(queue, view));
  const [rows, wanted, results] = windows.map(({ binding }) => binding);
  const parameters = [count, sequence.shape.at(-1)!, sequence.strides.at(-1)!];
  for (const { offset } of windows) parameters.push(offset);
  pushWalk(parameters, walk.shape, walk.strides);
  assertLoopBudget("searchsorted", 32);
  queue.dispatch(
    queue.kernel(
      `searchsorted|${values.dtype}|${right}|${rank}`,
      () => source(values.dtype, right, rank, workgroup),
    ),
    [results!, rows!, wanted!],
    parameters,
    foldGroups(count, workgroup),
  );
}

function source(dtype: DType, right: boolean, rank: number, workgroup: number): KernelSource {
  const word = wordType(dtype);
  const code = `${enableFor([dtype])}
struct Parameters {
  count: u32, n: u32, step: i32, o0: i32, o1: i32, o2: i32,
  ${walkFields("w", rank, 3)}
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read_write> output: array<i32>;
@group(1) @binding(1) var<storage, read> sequence: array<${word}>;
@group(1) @binding(2) var<storage, read> values: array<${word}>;
${keyCode(dtype)}
${mainCode(workgroup)}  if (thread >= p.count) { return; }
  var origin = p.o0;
  var at = p.o1;
  var to = p.o2;
${walkCode("w", rank, "thread", ["origin", "at", "to"])}  let mine = key(values[at]);
  var low = 0u;
  var high = p.n;
  while (low < high) {
    let half = (low + high) / 2u;
    if (key(sequence[origin + i32(half) * p.step]) ${right ? "<=" : "<"} mine) {
      low = half + 1u;
    } else {
      high = half;
    }
  }
  output[to] = i32(low);
}
`;
  return { label: "searchsorted", access: "wrr", code };
}
