/**
 * Attention by matrix products over some queries at a time: what they do not see is not computed, and the scores of
 * all queries never exist at once. On llvmpipe, where a load costs as much as ten products, kernels that keep the
 * scores in registers gained nothing over the matrix product's tiles, which are compiled anyway: the fastest took
 * 13 ms for 12 heads of 256 queries of 64 elements, and 5 s to compile.
 *
 * @module
 */
import type { View } from "../../backend.ts";
import { apply, elementwiseKernel, operand } from "../../expression.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { elementwise } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { ATTENTION } from "./rows/attention.ts";
import { runRows } from "./rows/run.ts";
import { copy, fill, withTemporary } from "./temporary.ts";

type GPUView = View<Block>;

/** What is the same for all queries. */
interface Task {
  readonly queue: Queue;
  readonly scale: number;
  readonly causal: boolean;
}

const ADD = elementwiseKernel("add", apply("add", operand(0), operand(1)));

/** What is finite, else 0. */
const FINITE = elementwiseKernel(
  "finite",
  apply("select", apply("lt", apply("abs", operand(0)), Infinity), operand(0), 0),
);

/** See `FusedKernels.attention`. */
export function attention(
  queue: Queue,
  query: GPUView,
  key: GPUView,
  value: GPUView,
  scale: number,
  causal: boolean,
  output: GPUView,
  logSumExp: GPUView,
): void {
  const task = { queue, scale, causal };
  eachHeads(task, [query, key, value, output, asColumn(logSumExp)], (views, size) => {
    const [q, k, v, o, l] = views as [GPUView, GPUView, GPUView, GPUView, GPUView];
    for (let first = 0; first < q.shape[1]!; first += size) {
      const [qs, os, ls] = [q, o, l].map((x) => rows(x, first, first + size));
      const seen = causal ? first + size : Infinity;
      attend(task, first, qs!, rows(k, 0, seen), rows(v, 0, seen), os!, ls!);
    }
  });
}

/** Some queries of some heads, and the keys that they see. */
function attend(
  { queue, scale, causal }: Task,
  query: number,
  q: GPUView,
  k: GPUView,
  v: GPUView,
  o: GPUView,
  l: GPUView,
): void {
  const shape = [q.shape[0]!, q.shape[1]!, k.shape[1]!] as const;
  const { weights } = ATTENTION[causal ? "causal" : "all"];
  const numbers = { scale, query, queries: shape[1] };
  withTemporary(queue, "float32", shape, (scores) => {
    matmul(queue, q, turned(k), scores);
    withTemporary(queue, "float32", shape, (output) => {
      withFlat(queue, l, "write", (logSumExp) => {
        runRows(queue, weights, {
          ...matrix(shape),
          views: { x: scores, output, logSumExp },
          numbers,
        });
      });
      matmul(queue, output, v, o);
    });
  });
}

/** See `FusedKernels.attentionBackward`. */
export function attentionBackward(
  queue: Queue,
  grad: GPUView,
  query: GPUView,
  key: GPUView,
  value: GPUView,
  _output: GPUView,
  logSumExp: GPUView,
  scale: number,
  causal: boolean,
  gradQuery: GPUView,
  gradKey: GPUView,
  gradValue: GPUView,
): void {
  const task = { queue, scale, causal };
  const inputs = [query, key, value, grad, asColumn(logSumExp)];
  eachHeads(task, [...inputs, gradQuery, gradKey, gradValue], (views, size) => {
    const [q, k, v, g, l, gq, gk, gv] = views as GPUView[];
    const [queries, keys] = [q!.shape[1]!, k!.shape[1]!];
    const last = Math.floor((queries - 1) / size) * size;
    // The last queries see all keys that any do: their part is written, and others' is added.
    for (let first = last; first >= 0; first -= size) {
      const seen = causal ? Math.min(first + size, queries, keys) : keys;
      if (first === last && seen < keys) {
        for (const x of [gk!, gv!]) fill(queue, 0, rows(x, seen, keys));
      }
      const ofQueries = [q, g, l, gq].map((x) => rows(x!, first, first + size));
      const ofKeys = [k, v, gk, gv].map((x) => rows(x!, 0, seen));
      attendBackward(task, first, first < last, ofQueries, ofKeys);
    }
  });
}

/** What some queries of some heads have to do with the gradients. */
function attendBackward(
  { queue, scale, causal }: Task,
  query: number,
  adds: boolean,
  ofQueries: readonly GPUView[],
  ofKeys: readonly GPUView[],
): void {
  const [q, g, l, gradQ] = ofQueries as [GPUView, GPUView, GPUView, GPUView];
  const [k, v, gradK, gradV] = ofKeys as [GPUView, GPUView, GPUView, GPUView];
  const shape = [q.shape[0]!, q.shape[1]!, k.shape[1]!] as const;
  const { again, backward } = ATTENTION[causal ? "causal" : "all"];
  const numbers = { scale, query, queries: shape[1] };
  const size = matrix(shape);
  const product = (a: GPUView, b: GPUView, to: GPUView) => {
    if (!adds) return matmul(queue, a, b, to);
    withTemporary(queue, "float32", to.shape, (part) => {
      matmul(queue, a, b, part);
      elementwise(queue, ADD, "float", [to, part], to);
    });
  };
  withTemporary(queue, "float32", shape, (scores) => {
    matmul(queue, q, turned(k), scores);
    withTemporary(queue, "float32", shape, (weights) => {
      withFlat(queue, l, "read", (logSumExp) => {
        runRows(queue, again, {
          ...size,
          views: { x: scores, output: weights, logSumExp },
          numbers,
        });
      });
      withTemporary(queue, "float32", shape, (grad) => {
        matmul(queue, g, turned(v), grad);
        // Scores are not needed any more: their gradient takes their place.
        runRows(queue, backward, { ...size, views: { grad, y: weights, output: scores }, numbers });
      });
      product(turned(weights), g, gradV);
    });
    matmul(queue, scores, k, gradQ);
    if (!causal) return product(turned(scores), q, gradK);
    // What a query does not see has no part in it, be the query NaN; what it sees is NaN by its score.
    withTemporary(queue, "float32", q.shape, (finite) => {
      elementwise(queue, FINITE, "float", [q], finite);
      product(turned(scores), finite, gradK);
    });
  });
}

/**
 * Takes views of [N, H, ...] apart into some heads at a time, [heads, ..., ...], and says how many queries go at once:
 * so many that their scores take no more memory than the tuning allows.
 */
function eachHeads(
  { queue, causal }: Task,
  views: readonly GPUView[],
  use: (parts: readonly GPUView[], queries: number) => void,
): void {
  const { queries, scoreBytes } = queue.tuning.attention;
  const [query, key] = views as [GPUView, GPUView];
  const whole = views.every(({ shape, strides }) =>
    shape[0] === 1 || strides[0] === shape[1]! * strides[1]!
  );
  const merged = whole ? views.map(mergeHeads) : views;
  const [batch, heads] = merged[0]!.shape as [number, number];
  const most = Math.max(1, Math.floor(scoreBytes / (4 * key.shape[2]!)));
  const size = Math.min(query.shape[2]!, causal ? queries : Infinity, most);
  const step = Math.max(1, Math.floor(most / size));
  for (let n = 0; n < batch; n++) {
    for (let h = 0; h < heads; h += step) {
      const parts = merged.map(({ shape, strides, offset, ...view }) => ({
        ...view,
        shape: [Math.min(step, heads - h), shape[2]!, shape[3]!],
        strides: strides.slice(1),
        offset: offset + n * strides[0]! + h * strides[1]!,
      }));
      use(parts, size);
    }
  }
}

/** [N, H, ...] as [1, N H, ...]. */
function mergeHeads(view: GPUView): GPUView {
  const [batch, heads, ...rest] = view.shape as [number, number, number, number];
  const strides = heads === 1 ? view.strides.with(1, view.strides[0]!) : view.strides;
  return { ...view, shape: [1, batch * heads, ...rest], strides };
}

/** [N, H, L] as [N, H, L, 1]. */
function asColumn(view: GPUView): GPUView {
  return { ...view, shape: [...view.shape, 1], strides: [...view.strides, 1] };
}

/** Some rows of every matrix. */
function rows(view: GPUView, first: number, end: number): GPUView {
  const [heads, count, columns] = view.shape as [number, number, number];
  return {
    ...view,
    shape: [heads, Math.min(end, count) - first, columns],
    offset: view.offset + first * view.strides[1]!,
  };
}

/** Every matrix transposed. */
function turned(view: GPUView): GPUView {
  const [heads, count, columns] = view.shape as [number, number, number];
  const [head, row, column] = view.strides as [number, number, number];
  return { ...view, shape: [heads, columns, count], strides: [head, column, row] };
}

/** The size of several matrices on top of each other. */
function matrix([heads, count, columns]: readonly [number, number, number]): {
  rows: number;
  columns: number;
} {
  return { rows: heads * count, columns };
}

/** [heads, queries, 1] as one row of numbers: the memory itself where it lies so, or else a copy. */
function withFlat(
  queue: Queue,
  view: GPUView,
  access: "read" | "write",
  use: (flat: GPUView) => void,
): void {
  const [heads, count] = view.shape as [number, number];
  if (heads === 1 || view.strides[0] === count) return use(view);
  withTemporary(queue, "float32", view.shape, (flat) => {
    if (access === "read") copy(queue, view, flat);
    use(flat);
    if (access === "write") copy(queue, flat, view);
  });
}
