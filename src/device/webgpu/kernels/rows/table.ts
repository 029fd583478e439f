/**
 * Rows of a table by index: an embedding, and its gradient. Tables that a kernel cannot see at once are
 * looked at in windows of rows. Rows are added without atomics, so repeated indices always add up alike: the
 * index is sorted, each thread adds up a stretch of it, and the runs of equal indices that may go on in the
 * next stretch are left to another, much shorter round.
 *
 * @module
 */
import type { View } from "../../../backend.ts";
import type { IndexRule } from "../../../out_of_range.ts";
import { bindView, fitsBinding, type Window } from "../../bindings.ts";
import { faultCode } from "../../faults.ts";
import type { Block } from "../../memory.ts";
import type { KernelSource, Queue } from "../../queue.ts";
import { foldGroups, mainCode } from "../../wgsl/addressing.ts";
import { sort } from "../sort.ts";
import { withCopy, withTemporary } from "../temporary.ts";

/** See `FusedKernels.takeRows`. */
export function takeRows(
  queue: Queue,
  table: View<Block>,
  index: View<Block>,
  output: View<Block>,
  rule: IndexRule,
): void {
  const [height, columns] = table.shape as [number, number];
  const rows = index.shape[0]!;
  if (rows === 0) return;
  if (!fitsBinding(queue, output) && rows > 1) {
    const half = Math.ceil(rows / 2);
    for (const [from, to] of [[0, half], [half, rows]] as const) {
      takeRows(queue, table, rowsOf(index, from, to), rowsOf(output, from, to), rule);
    }
    return;
  }
  const number = queue.faults.numberOf(rule);
  const [to, at] = [bindView(queue, output), bindView(queue, index)];
  const { elementwiseWorkgroup } = queue.tuning;
  for (const { from, low } of tableWindows(queue, table)) {
    const vector = aligned(columns, [to, from]);
    const unit = vector ? 4 : 1;
    const width = columns / unit;
    const high = low.first + low.count;
    queue.dispatch(
      queue.kernel(`takeRows|${vector}`, () => takeSource(vector, elementwiseWorkgroup)),
      [to.binding, from.binding, at.binding, queue.faults.binding()],
      [
        rows,
        width,
        height,
        low.first,
        high,
        to.offset / unit,
        from.offset / unit,
        at.offset,
        number,
      ],
      // A thread looks at its index even where rows have no elements.
      foldGroups(rows * Math.max(width, 1), elementwiseWorkgroup),
    );
  }
}

function rowsOf(view: View<Block>, from: number, to: number): View<Block> {
  const shape = view.shape.with(0, to - from);
  return { ...view, shape, offset: view.offset + from * view.strides[0]! };
}

/** The rows of a table in parts of which a kernel sees each at once, and which rows those are. */
function tableWindows(
  queue: Queue,
  table: View<Block>,
  first = 0,
): { from: Window; low: { first: number; count: number } }[] {
  const [count, columns] = table.shape as [number, number];
  if (count <= 1 || fitsBinding(queue, table)) {
    return [{ from: bindView(queue, table), low: { first, count } }];
  }
  // An even number of rows, but for the last part, keeps more of them aligned for four-vectors.
  const half = Math.ceil(count / 8) * 4;
  const parts = half < count ? [[0, half], [half, count]] as const : [[0, 1], [1, count]] as const;
  return parts.flatMap(([from, to]) =>
    tableWindows(queue, {
      ...table,
      shape: [to - from, columns],
      strides: [columns, 1],
      offset: table.offset + from * columns,
    }, first + from)
  );
}

function aligned(columns: number, windows: readonly Window[]): boolean {
  return columns % 4 === 0 && windows.every(({ offset }) => offset % 4 === 0);
}

function takeSource(vector: boolean, workgroup: number): KernelSource {
  const code = `alias V = ${vector ? "vec4<f32>" : "f32"};
struct Parameters {
  rows: u32, width: u32, size: i32, low: i32, high: i32, o0: u32, o1: u32, o2: u32, rule: u32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(1) @binding(0) var<storage, read_write> b0: array<V>;
@group(1) @binding(1) var<storage, read> b1: array<V>;
@group(1) @binding(2) var<storage, read> b2: array<i32>;
${faultCode(3)}
${mainCode(workgroup)}  let row = thread / max(p.width, 1u);
  if (row >= p.rows) { return; }
  let index = b2[p.o2 + row];
  if (index < 0 || index >= p.size) {
    fault(index, 0, p.size, p.rule);
    return;
  }
  if (p.width == 0u || index < p.low || index >= p.high) { return; }
  let column = thread - row * p.width;
  b0[p.o0 + thread] = b1[p.o1 + u32(index - p.low) * p.width + column];
}
`;
  return { label: "takeRows", access: "wrrw", code };
}

/** Indices, in order, that one thread adds up the rows of. */
const STRETCH = 32;

/** See `FusedKernels.addRows`. */
export function addRows(
  queue: Queue,
  table: View<Block>,
  index: View<Block>,
  rows: View<Block>,
): void {
  const count = index.shape[0]!;
  if (count === 0 || rows.shape[1] === 0) return;
  if (rows.buffer === table.buffer) {
    return withCopy(queue, rows, (copy) => addRows(queue, table, index, copy));
  }
  if (!fitsBinding(queue, rows) && count > 1) {
    const half = Math.ceil(count / 2);
    for (const [from, to] of [[0, half], [half, count]] as const) {
      addRows(queue, table, rowsOf(index, from, to), rowsOf(rows, from, to));
    }
    return;
  }
  withTemporary(queue, "int32", [count], (ordered) => {
    withTemporary(queue, "int32", [count], (places) => {
      sort(queue, index, ordered, places, false);
      addSorted(queue, table, ordered, places, rows);
    });
  });
}

/** Adds rows in the order of a sorted index: those in `places`, or one after another. */
function addSorted(
  queue: Queue,
  table: View<Block>,
  index: View<Block>,
  places: View<Block> | undefined,
  rows: View<Block>,
): void {
  const count = index.shape[0]!;
  const columns = rows.shape[1]!;
  const stretches = Math.ceil(count / STRETCH);
  if (stretches === 1) return addStretches(queue, table, index, places, rows, undefined);
  withTemporary(queue, "int32", [2 * stretches], (ends) => {
    withTemporary(queue, "float32", [2 * stretches, columns], (sums) => {
      addStretches(queue, table, index, places, rows, { ends, sums });
      addSorted(queue, table, ends, undefined, sums);
    });
  });
}

/** The index and the sum of the first and the last run of every stretch: other stretches may have more of them. */
interface Deferred {
  readonly ends: View<Block>;
  readonly sums: View<Block>;
}

function addStretches(
  queue: Queue,
  table: View<Block>,
  index: View<Block>,
  places: View<Block> | undefined,
  rows: View<Block>,
  deferred: Deferred | undefined,
): void {
  const count = index.shape[0]!;
  const columns = rows.shape[1]!;
  const [at, source] = [bindView(queue, index), bindView(queue, rows)];
  const order = places === undefined ? [] : [bindView(queue, places)];
  const later = deferred === undefined
    ? []
    : [bindView(queue, deferred.ends), bindView(queue, deferred.sums)];
  const { elementwiseWorkgroup } = queue.tuning;
  for (const { from, low } of tableWindows(queue, table)) {
    const vector = aligned(columns, [from, source]);
    const unit = vector ? 4 : 1;
    const width = columns / unit;
    const windows = [from, ...later, source, at, ...order];
    queue.dispatch(
      queue.kernel(
        `addRows|${vector}|${order.length}|${later.length}`,
        () => addSource(vector, order.length > 0, later.length > 0, elementwiseWorkgroup),
      ),
      windows.map(({ binding }) => binding),
      [
        count,
        width,
        low.first,
        low.first + low.count,
        from.offset / unit,
        source.offset / unit,
        at.offset,
      ],
      foldGroups(Math.ceil(count / STRETCH) * width, elementwiseWorkgroup),
    );
  }
}

function addSource(
  vector: boolean,
  placed: boolean,
  defers: boolean,
  workgroup: number,
): KernelSource {
  let access = "w";
  let buffers = "@group(1) @binding(0) var<storage, read_write> table: array<V>;\n";
  const bind = (name: string, type: string, mode: "r" | "w"): void => {
    const space = mode === "r" ? "read" : "read_write";
    buffers +=
      `@group(1) @binding(${access.length}) var<storage, ${space}> ${name}: array<${type}>;\n`;
    access += mode;
  };
  if (defers) {
    bind("ends", "i32", "w");
    bind("sums", "V", "w");
  }
  bind("rows", "V", "r");
  bind("indices", "i32", "r");
  if (placed) bind("places", "i32", "r");
  const place = placed ? "u32(places[i])" : "i";
  const code = `alias V = ${vector ? "vec4<f32>" : "f32"};
struct Parameters { count: u32, width: u32, low: i32, high: i32, o0: u32, o1: u32, o2: u32 }
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers}
fn add(index: i32, column: u32, sum: V) {
  if (index < p.low || index >= p.high) { return; }
  table[p.o0 + u32(index - p.low) * p.width + column] += sum;
}
${
    defers
      ? `fn leave(slot: u32, index: i32, column: u32, sum: V) {
  ends[slot] = index;
  sums[slot * p.width + column] = sum;
}
`
      : ""
  }${mainCode(workgroup)}  let stretch = thread / p.width;
  let column = thread - stretch * p.width;
  if (stretch * ${STRETCH}u >= p.count) { return; }
  let end = min((stretch + 1u) * ${STRETCH}u, p.count);
  var index = indices[p.o2 + stretch * ${STRETCH}u];
  var sum = V(0.0);
  ${defers ? "var first = true;" : ""}
  for (var i = stretch * ${STRETCH}u; i < end; i++) {
    let next = indices[p.o2 + i];
    if (next != index) {
      ${
    defers
      ? "if (first) { leave(2u * stretch, index, column, sum); } else { add(index, column, sum); }\n      first = false;"
      : "add(index, column, sum);"
  }
      index = next;
      sum = V(0.0);
    }
    sum += rows[p.o1 + ${place} * p.width + column];
  }
  ${
    defers
      ? `if (first) {
    leave(2u * stretch, index, column, sum);
    sum = V(0.0);
  }
  leave(2u * stretch + 1u, index, column, sum);`
      : "add(index, column, sum);"
  }
}
`;
  return { label: "addRows", access, code };
}
