/**
 * Rows of a table, looked up by index and put together bag by bag.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { NotImplementedError, RuntimeError, ValueError } from "../../errors.ts";
import { elements } from "../../ops/cast.ts";
import { requireSameDevice } from "../../ops/devices.ts";
import { cat } from "../../ops/join.ts";
import { arange, full, ones, zeros } from "../../ops/make.ts";
import { tensorTypeName } from "../../tensor/dtype.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import {
  checkedIndex,
  type EmbeddingOptions,
  lookUp,
  requireIndices,
  shorten,
  tableSlope,
} from "./embedding.ts";

/** What becomes of the rows of a bag. */
export type EmbeddingBagMode = "sum" | "mean" | "max";

/** Options of embedding bags. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** The padding row: it does not count as an element of its bag. */
  paddingIdx?: number | null;
  /** What becomes of the rows of a bag: their sum, mean or maximum. Default: mean. */
  mode?: EmbeddingBagMode;
  /** A factor for each row, of the shape of the indices; only for sums. */
  perSampleWeights?: Tensor | null;
  /** Whether the last offset is where the last bag ends. Default: false. */
  includeLastOffset?: boolean;
}

/** The indices of all bags as one vector, and where each bag starts. */
interface Bags {
  readonly index: Tensor;
  /** The bag of each index; those after the last offset are in a bag that is left out. */
  readonly owner: Tensor;
  /** Bags, counting the one that is left out. */
  readonly owners: number;
  /** Bags that come out. */
  readonly count: number;
}

/**
 * Looks up rows and puts those of each bag together: their sum, mean or maximum. An empty bag gives zeros.
 *
 * @param index int32, [bags, n] for bags of one size, or [total] with offsets
 * @param weight the table, [rows, dim]
 * @param offsets int32, [bags], where each bag starts; the first is 0. null where index is [bags, n]
 * @param options `mode`, `perSampleWeights`, `includeLastOffset`, `paddingIdx`, `maxNorm`, `normType`,
 * `scaleGradByFreq`
 * @returns [bags, dim]
 * @throws {ValueError} for shapes that do not fit each other, and for options that exclude each other
 * @throws {RuntimeError} `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start
 * from position 0. However, got 1`; on webgpu offsets are not looked at, and such a one may be an
 * {@linkcode IndexError} when results are read
 *
 * @example
 * ```ts
 * import { arange, nn, tensor } from "@hibana/hibana";
 *
 * const table = arange(0, 3, 0.5).view(3, 2);
 * const [index, offsets] = [tensor([0, 1, 2]).int(), tensor([0, 2]).int()];
 * console.log(nn.functional.embeddingBag(index, table, offsets).toArray()); // [[0.5, 1], [2, 2.5]]
 * ```
 */
export function embeddingBag(
  index: Tensor,
  weight: Tensor,
  offsets: Tensor | null = null,
  options: EmbeddingBagOptions = {},
): Tensor {
  const { mode = "mean", perSampleWeights = null } = options;
  const bags = bagsOf(index, weight, offsets, options);
  const factors = checkFactors(perSampleWeights, index, weight, mode);
  const padding = paddingOf(options.paddingIdx, weight);
  shorten(weight, bags.index, options);
  return mode === "max"
    ? largest(bags, weight, padding)
    : total(bags, weight, padding, factors, mode, options);
}

/** Which bag each index belongs to. */
function bagsOf(
  index: Tensor,
  weight: Tensor,
  offsets: Tensor | null,
  { mode = "mean", scaleGradByFreq = false, includeLastOffset = false }: EmbeddingBagOptions,
): Bags {
  checkShapes(index, offsets);
  if (mode !== "sum" && mode !== "mean" && mode !== "max") {
    throw new ValueError(
      "bad-option",
      "mode has to be one of sum, mean or max",
      `It is ${JSON.stringify(mode)}.`,
    );
  }
  if (mode === "max" && scaleGradByFreq) {
    throw new ValueError(
      "bad-option",
      "max mode does not support scaling the gradient by the frequency",
      "Leave scaleGradByFreq out, or take the sum or the mean.",
    );
  }
  const flat = checkedIndex("embedding_bag", index, weight);
  const { device, numel } = flat;
  if (offsets === null) {
    const [count, size] = index.shape as [number, number];
    const owner = arange(count, { device, dtype: "int32" }).unsqueeze(1).expand(count, size);
    return { index: flat, owner: owner.reshape(numel), owners: count, count };
  }
  requireIndices("embedding_bag", offsets);
  requireSameDevice("embedding_bag", index, offsets);
  const owners = offsets.numel;
  if (includeLastOffset && owners === 0) {
    throw new RuntimeError(
      "bad-offsets",
      "include_last_offset: number of offset should be at least 1",
      "The last offset is where the last bag ends.",
    );
  }
  checkOffsets(offsets, numel);
  // A one at the start of every bag: their running sum counts the bags.
  const starts = zeros(numel + 1, { device, dtype: "int32" })
    .scatterAdd(0, offsets.int(), ones(owners, { device, dtype: "int32" }));
  const owner = starts.cumsum(0).narrow(0, 0, numel).sub(1).int();
  return { index: flat, owner, owners, count: includeLastOffset ? owners - 1 : owners };
}

function checkShapes(index: Tensor, offsets: Tensor | null): void {
  const refuse = (message: string, fix: string) => new ValueError("bad-dims", message, fix);
  if (index.ndim === 2) {
    if (offsets === null) return;
    throw refuse(
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
      "Bags of different sizes stand one after the other: pass index.flatten() with the offsets.",
    );
  }
  if (index.ndim !== 1) {
    throw refuse(
      `input has to be 1D or 2D Tensor, but got Tensor of dimension ${index.ndim}`,
      "Indices are [bags, n], or [total] with offsets.",
    );
  }
  if (offsets === null) {
    throw refuse(
      "offsets has to be a 1D Tensor but got None",
      "Say where each bag starts, or pass the indices as [bags, n].",
    );
  }
  if (offsets.ndim !== 1) {
    throw refuse("offsets has to be a 1D Tensor", "There is one start for each bag.");
  }
}

/** Looks at the first and the last offset, where looking is not waiting. */
function checkOffsets(offsets: Tensor, length: number): void {
  const { type } = offsets.device;
  if (type === "meta" || type === "webgpu" || offsets.numel === 0) return;
  const values = elements(offsets);
  const last = values[values.length - 1]!;
  if (values[0] !== 0) {
    throw new RuntimeError(
      "bad-offsets",
      `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${
        values[0]
      }`,
      "Offsets are positions among the indices: the first bag starts with the first.",
    );
  }
  if (last > length) {
    throw new RuntimeError(
      "bad-offsets",
      `offsets[-1] can not be greater than input's length ${length} but got offsets[-1] of ${last}`,
      "Offsets are positions among the indices.",
    );
  }
}

/** The factors of the rows, as a vector. */
function checkFactors(
  factors: Tensor | null,
  index: Tensor,
  weight: Tensor,
  mode: EmbeddingBagMode,
): Tensor | null {
  if (factors === null) return null;
  if (formatShape(factors.shape) !== formatShape(index.shape)) {
    throw new ValueError(
      "shape-mismatch",
      `embedding_bag: If per_sample_weights (torch.Size(${
        formatShape(factors.shape)
      })) is not None, then it must have the same shape as the input (torch.Size(${
        formatShape(index.shape)
      }))`,
      "There is one factor for each index.",
    );
  }
  if (mode !== "sum") {
    throw new NotImplementedError(
      "bad-option",
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`,
      'Pass { mode: "sum" }.',
    );
  }
  if (factors.dtype !== weight.dtype) {
    throw new RuntimeError(
      "dtype-mismatch",
      `Expected tensor for argument #1 'weight' to have the same type as tensor for argument #1 'per_sample_weights'; but type ${
        tensorTypeName(weight.dtype)
      } does not equal ${
        tensorTypeName(factors.dtype)
      } (while checking arguments for embedding_bag)`,
      `Write perSampleWeights.to("${weight.dtype}").`,
    );
  }
  return factors.reshape(factors.numel);
}

function paddingOf(padding: number | null | undefined, weight: Tensor): number | null {
  if (padding === null || padding === undefined) return null;
  const rows = weight.shape[0]!;
  if (padding >= -rows && padding < rows) return padding < 0 ? padding + rows : padding;
  throw new RuntimeError(
    "bad-padding",
    `padding_idx must be within the number of embeddings, ${-rows} through ${
      rows - 1
    }, but got ${padding}`,
    "It is a row of the table.",
  );
}

/** A column that spreads over the table's. */
function across(column: Tensor, dim: number): Tensor {
  return column.unsqueeze(1).expand(column.numel, dim);
}

/** Sums and means. */
function total(
  { index, owner, owners, count }: Bags,
  weight: Tensor,
  padding: number | null,
  factors: Tensor | null,
  mode: "sum" | "mean",
  options: EmbeddingOptions,
): Tensor {
  const dim = weight.shape[1]!;
  const place = { dtype: weight.dtype, device: weight.device };
  const isPadding = padding === null ? null : index.eq(padding);
  const without = (rows: Tensor) =>
    isPadding === null ? rows : rows.maskedFill(isPadding.unsqueeze(1), 0);
  const sizes = mode === "sum" ? null : noGrad(() => {
    const each = isPadding === null ? ones(index.numel, place) : isPadding.logicalNot();
    return zeros(owners, place).scatterAdd(0, owner, each.to(weight.dtype)).clamp(1).unsqueeze(1);
  });
  const output = noGrad(() => {
    const rows = lookUp(weight, index);
    const scaled = without(factors === null ? rows : rows.mul(factors.unsqueeze(1)));
    const sums = zeros([owners, dim], place).scatterAdd(0, across(owner, dim), scaled);
    return (sizes === null ? sums : sums.div(sizes)).narrow(0, 0, count).contiguous();
  });
  /** The gradient of what each row has added to its bag; the bag that is left out has none. */
  const toRows = (grad: Tensor) => {
    const bags = count === owners ? grad : cat([grad, zeros([1, dim], place)]);
    return (sizes === null ? bags : bags.div(sizes)).indexSelect(0, owner);
  };
  return record(output, "EmbeddingBagBackward0", [
    [
      weight,
      (grad) => {
        const shares = toRows(grad);
        const scaled = factors === null ? shares : shares.mul(factors.unsqueeze(1));
        return tableSlope(scaled, weight, index, padding, options);
      },
      index,
      ...(factors === null ? [] : [factors]),
    ],
    ...(factors === null ? [] : [
      [
        factors,
        (grad: Tensor) => without(toRows(grad).mul(weight.indexSelect(0, index))).sum(1),
        weight,
        index,
      ] as const,
    ]),
  ]);
}

/** Maxima, element by element; the gradient goes to the first of equal ones. */
function largest(
  { index, owner, owners, count }: Bags,
  weight: Tensor,
  padding: number | null,
): Tensor {
  const [{ device, dtype }, dim, n] = [weight, weight.shape[1]!, index.numel];
  const { best, first } = noGrad(() => {
    const best = full([owners, dim], -Infinity, { device, dtype });
    const first = full([owners, dim], n, { device, dtype: "int32" });
    if (n === 0) return { best, first };
    const [rows, to] = [lookUp(weight, index), across(owner, dim)];
    const counts = padding === null ? null : index.ne(padding).unsqueeze(1);
    best.scatterReduce_(0, to, counts === null ? rows : rows.where(counts, -Infinity), "amax");
    const wins = rows.eq(best.gather(0, to)).logicalOr(rows.isnan());
    const positions = across(arange(n, { device, dtype: "int32" }), dim);
    const taken = counts === null ? wins : wins.logicalAnd(counts);
    first.scatterReduce_(0, to, positions.where(taken, n), "amin");
    return { best: best.narrow(0, 0, count), first: first.narrow(0, 0, count) };
  });
  const isEmpty = first.eq(n);
  const output = noGrad(() => best.maskedFill(isEmpty, 0));
  return record(output, "EmbeddingBagBackward0", [
    [weight, (grad) => {
      const table = zeros([...weight.shape], { device, dtype: grad.dtype });
      if (n === 0) return table;
      const rows = index.gather(0, first.clamp(null, n - 1).flatten()).view(count, dim);
      return table.scatterAdd(0, rows, grad.maskedFill(isEmpty, 0));
    }, index],
  ]);
}
