/**
 * Sums of products in Einstein's notation, and over lists of dimensions.
 *
 * @module
 */
import { RuntimeError, ValueError } from "../../errors.ts";
import { pythonTypeName } from "../../tensor/dtype.ts";
import { normalizeDim, sizeOf } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { requireSameDevice, requireTensors } from "../devices.ts";
import { bmm, mm } from "../matmul.ts";
import { pointwise } from "../pointwise.ts";
import { sum } from "../reduce.ts";
import { diagonal, permute, reshape, squeeze, view } from "../view.ts";

/** Stands for "..." among the letters. */
const ELLIPSIS = "...";

/** A tensor and a letter for each of its dimensions; those of an ellipsis are named `.0`, `.1`, ... */
interface Labelled {
  readonly x: Tensor;
  readonly labels: readonly string[];
}

/** An error in PyTorch's words, under the function's name. */
function fail(code: string, message: string, fix: string): never {
  throw new RuntimeError(code, `einsum(): ${message}`, fix);
}

/** The letters of one operand, or of the output, with at most one ellipsis. */
function parseLabels(equation: string, start: number, end: number, who: string): string[] {
  const labels: string[] = [];
  for (let at = start; at < end; at++) {
    const letter = equation[at]!;
    if (letter === " ") continue;
    if (letter === ".") {
      const [operand, whole] = who === "output"
        ? ["output", "any ellipsis (...)"]
        : [`operand ${who}`, "any ellipsis"];
      const fix = 'An ellipsis is three dots, once in each part: "...ij,...jk->...ik".';
      if (labels.includes(ELLIPSIS)) {
        fail(
          "bad-equation",
          who === "output"
            ? "found '.' for output but an ellipsis (...) was already found"
            : `found '.' for ${operand} for which an ellipsis was already found`,
          fix,
        );
      }
      if (equation.slice(at, Math.min(at + 3, end)) !== ELLIPSIS) {
        fail("bad-equation", `found '.' for ${operand} that is not part of ${whole}`, fix);
      }
      labels.push(ELLIPSIS);
      at += 2;
    } else if (/[a-zA-Z]/.test(letter)) {
      labels.push(letter);
    } else {
      fail(
        "bad-equation",
        `invalid subscript given at index ${at} in the equation string, subscripts must be in [a-zA-Z]`,
        'Write letters for dimensions, commas between operands, and an arrow: "ij,jk->ik".',
      );
    }
  }
  return labels;
}

/** An equation's letters by operand, and those of the output if it has an arrow. */
function parse(equation: string): { inputs: string[][]; output: string[] | undefined } {
  const arrow = equation.indexOf("->");
  const end = arrow < 0 ? equation.length : arrow;
  const inputs: string[][] = [];
  let start = 0;
  for (const part of equation.slice(0, end).split(",")) {
    inputs.push(parseLabels(equation, start, start + part.length, String(inputs.length)));
    start += part.length + 1;
  }
  const output = arrow < 0
    ? undefined
    : parseLabels(equation, arrow + 2, equation.length, "output");
  return { inputs, output };
}

/** Names the dimensions under an ellipsis, aligned at the last one. */
function spread(labels: readonly string[], covered: number, most: number): string[] {
  return labels.flatMap((label) =>
    label === ELLIPSIS
      ? Array.from({ length: covered }, (_, d) => `.${d + most - covered}`)
      : [label]
  );
}

/** How many dimensions of an operand stand under its ellipsis; checks that the letters fit. */
function coveredBy(labels: readonly string[], x: Tensor, operand: number): number {
  const hasEllipsis = labels.includes(ELLIPSIS);
  const count = labels.length - (hasEllipsis ? 1 : 0);
  const covered = x.ndim - count;
  if (hasEllipsis ? covered < 0 : covered !== 0) {
    fail(
      "bad-equation",
      `the number of subscripts in the equation (${count}) ${
        hasEllipsis ? "is more than" : "does not match"
      } the number of dimensions (${x.ndim}) for operand ${operand}${
        hasEllipsis ? "" : " and no ellipsis was given"
      }`,
      'Every dimension has a letter, or stands under an ellipsis: "...ij".',
    );
  }
  return hasEllipsis ? covered : 0;
}

/** Makes dimensions that share a letter one, their diagonal. */
function withDiagonals(x: Tensor, labels: readonly string[], operand: number): Labelled {
  const repeated = labels.findIndex((label, d) => labels.indexOf(label) < d);
  if (repeated < 0) return { x, labels };
  const label = labels[repeated]!;
  const first = labels.indexOf(label);
  if (x.shape[first] !== x.shape[repeated]) {
    fail(
      "shape-mismatch",
      `subscript ${label} is repeated for operand ${operand} but the sizes don't match, ${
        x.shape[repeated]
      } != ${x.shape[first]}`,
      "A letter that one operand has twice means its diagonal: both sizes must be equal.",
    );
  }
  const others = labels.filter((_, d) => d !== first && d !== repeated);
  return withDiagonals(diagonal(x, 0, first, repeated), [...others, label], operand);
}

/** Checks that dimensions of one letter broadcast. */
function checkSizes(operands: readonly Labelled[]): void {
  const sizes = new Map<string, number>();
  operands.forEach(({ x, labels }, operand) =>
    labels.forEach((label, d) => {
      const [seen = 1, size] = [sizes.get(label), x.shape[d]!];
      if (seen === 1) sizes.set(label, size);
      if (seen === size || seen === 1 || size === 1) return;
      fail(
        "shape-mismatch",
        label.startsWith(".")
          ? `dimension ${
            label.slice(1)
          } covered by ellipsis in operand ${operand}has size ${size} which does not broadcast with previously seen ellipsis with size ${seen} for the respective dimension`
          : `subscript ${label} has size ${size} for operand ${operand} which does not broadcast with previously seen size ${seen}`,
        "Dimensions of one letter have one size, or size 1.",
      );
    })
  );
}

/** The letters of the result: those after the arrow, or else those that occur once, in ASCII's order. */
function resultLabels(
  output: readonly string[] | undefined,
  inputs: readonly (readonly string[])[],
  most: number,
): string[] {
  if (output === undefined) {
    const all = inputs.flat().filter((label) => label !== ELLIPSIS);
    const once = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort();
    return spread([ELLIPSIS, ...once], most, most);
  }
  output.forEach((label, place) => {
    if (label === ELLIPSIS) return;
    if (output.indexOf(label) < place) {
      fail(
        "bad-equation",
        `output subscript ${label} appears more than once in the output`,
        "Every dimension of the result has a letter of its own: diagEmbed() makes diagonals.",
      );
    }
    if (!inputs.some((labels) => labels.includes(label))) {
      fail(
        "bad-equation",
        `output subscript ${label} does not appear in the equation for any input operand`,
        "The letters after the arrow are among those before it.",
      );
    }
  });
  return spread(output, most, most);
}

/** Adds up the dimensions whose letters are not wanted. */
function reduceTo({ x, labels }: Labelled, wanted: ReadonlySet<string>): Labelled {
  const dims = labels.flatMap((label, d) => wanted.has(label) ? [] : [d]);
  if (dims.length === 0) return { x, labels };
  return { x: sum(x, dims), labels: labels.filter((label) => wanted.has(label)) };
}

/** Drops the dimensions of size 1 that broadcast against larger ones of another operand. */
function withoutBroadcast(a: Labelled, b: Labelled): Labelled {
  const dims = a.labels.flatMap((label, d) => {
    const other = b.labels.indexOf(label);
    return other >= 0 && a.x.shape[d] === 1 && b.x.shape[other] !== 1 ? [d] : [];
  });
  if (dims.length === 0) return a;
  return { x: squeeze(a.x, dims), labels: a.labels.filter((_, d) => !dims.includes(d)) };
}

/** The sum of the products of two operands over the letters that are not wanted further on. */
function contract(left: Labelled, right: Labelled, wanted: ReadonlySet<string>): Labelled {
  const [sparseA, sparseB] = [withoutBroadcast(left, right), withoutBroadcast(right, left)];
  const a = reduceTo(sparseA, wanted.union(new Set(sparseB.labels)));
  const b = reduceTo(sparseB, wanted.union(new Set(sparseA.labels)));
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => wanted.has(label));
  const summed = shared.filter((label) => !wanted.has(label));
  const onlyA = a.labels.filter((label) => !shared.includes(label));
  const onlyB = b.labels.filter((label) => !shared.includes(label));
  const ordered = ({ x, labels }: Labelled, order: readonly string[]) =>
    permute(x, order.map((label) => labels.indexOf(label)));
  const sizes = ({ x, labels }: Labelled, of: readonly string[]) =>
    of.map((label) => x.shape[labels.indexOf(label)]!);
  const labels = [...batch, ...onlyA, ...onlyB];
  const [outer, rows, columns] = [sizes(a, batch), sizes(a, onlyA), sizes(b, onlyB)];
  if (summed.length === 0) {
    const one = reshape(ordered(a, [...batch, ...onlyA]), [
      ...outer,
      ...rows,
      ...onlyB.map(() => 1),
    ]);
    const other = reshape(ordered(b, [...batch, ...onlyB]), [
      ...outer,
      ...onlyA.map(() => 1),
      ...columns,
    ]);
    return { x: pointwise("mul", one, other), labels };
  }
  const [many, m, n, k] = [outer, rows, columns, sizes(a, summed)].map(sizeOf) as [
    number,
    number,
    number,
    number,
  ];
  const product = bmm(
    reshape(ordered(a, [...batch, ...onlyA, ...summed]), [many, m, k]),
    reshape(ordered(b, [...batch, ...summed, ...onlyB]), [many, k, n]),
  );
  return { x: view(product, [...outer, ...rows, ...columns]), labels };
}

/**
 * The sum of products that an equation names: letters for the dimensions of each operand, then those of
 * the result. Letters that the result lacks are summed over; repeated in one operand they mean its
 * diagonal; `...` stands for any further dimensions, which broadcast. Operands are taken in pairs, from
 * the left, as products of matrices.
 *
 * @param equation such as `"bij,bjk->bik"`; without an arrow the result has the letters that occur once,
 * in alphabetical order
 * @param operands tensors, or one list of them
 * @throws {RuntimeError} `einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3`
 *
 * @example
 * ```ts
 * import { einsum, eye, ones } from "@hibana/hibana";
 *
 * console.log(einsum("bij,jk->bik", ones(2, 3, 4), ones(4, 5)).shape); // [2, 3, 5]
 * console.log(einsum("ii", eye(3)).item()); // 3
 * ```
 */
export function einsum(
  equation: string,
  ...operands: Tensor[] | [operands: readonly Tensor[]]
): Tensor {
  if (typeof equation !== "string") {
    throw new TypeError(
      `einsum(): argument 'equation' (position 1) must be str, not ${
        pythonTypeName(equation)
      }\nThe equation comes first: einsum("ij,jk->ik", a, b).`,
    );
  }
  const tensors = operands.flat() as Tensor[];
  tensors.forEach((x, i) => {
    if (x instanceof Tensor) return;
    throw new TypeError(
      `expected Tensor as element ${i} in argument 1, but got ${
        pythonTypeName(x)
      }\nMake it a tensor first: tensor(value).`,
    );
  });
  if (tensors.length === 0) {
    throw new ValueError(
      "empty-list",
      "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list",
      'Give a tensor for each part of the equation: einsum("ij,jk->ik", a, b).',
    );
  }
  requireSameDevice("einsum", ...tensors);
  const { inputs, output } = parse(equation);
  if (inputs.length !== tensors.length) {
    fail(
      "bad-equation",
      `${
        inputs.length > tensors.length ? "fewer" : "more"
      } operands were provided than specified in the equation`,
      `The equation has ${inputs.length} parts before the arrow, for ${tensors.length} tensors.`,
    );
  }
  const covered = inputs.map((labels, i) => coveredBy(labels, tensors[i]!, i));
  const most = Math.max(...covered);
  const result = resultLabels(output, inputs, most);
  const labelled = inputs.map((labels, i) =>
    withDiagonals(tensors[i]!, spread(labels, covered[i]!, most), i)
  );
  checkSizes(labelled);
  const [first, ...rest] = labelled as [Labelled, ...Labelled[]];
  // What is wanted after each step: the result's letters, and those of the operands to come.
  const product = rest.reduce((soFar, next, i) => {
    const later = rest.slice(i + 1).flatMap(({ labels }) => labels);
    return contract(soFar, next, new Set([...result, ...later]));
  }, first);
  const { x, labels } = reduceTo(product, new Set(result));
  return permute(x, result.map((label) => labels.indexOf(label)));
}

/** Which dimensions {@linkcode tensordot} sums over: so many of the last and first, or two lists. */
export type TensordotDims = number | readonly [readonly number[], readonly number[]];

/**
 * The sum of products over dimensions of two tensors.
 *
 * @param a a tensor
 * @param b a tensor of the same dtype, on the same device
 * @param dims how many dimensions: the last of a with the first of b (2); or a list for each
 * @throws {RuntimeError} `contracted dimensions need to match, but first has size 3 in dim -1 and second has size 4 in dim 0`
 *
 * @example
 * ```ts
 * import { ones, tensordot } from "@hibana/hibana";
 *
 * console.log(tensordot(ones(2, 3, 4), ones(4, 3, 5), [[1, 2], [1, 0]]).shape); // [2, 5]
 * ```
 */
export function tensordot(a: Tensor, b: Tensor, dims: TensordotDims = 2): Tensor {
  requireTensors("tensordot", { a, b });
  if (typeof dims === "number" && dims < 0) {
    throw new RuntimeError(
      "bad-dims",
      `tensordot expects dims >= 0, but got dims=${dims}`,
      "Say how many dimensions to sum over, or which: [[1, 2], [1, 0]].",
    );
  }
  const count = (n: number, from: number) => Array.from({ length: n }, (_, d) => from + d);
  const [ofA, ofB] = typeof dims === "number" ? [count(dims, -dims), count(dims, 0)] : dims;
  if (ofA.length !== ofB.length) {
    throw new RuntimeError(
      "bad-dims",
      "both dimension lists should have same length",
      "Each dimension of the first list is summed together with the one of the second.",
    );
  }
  let [one, other] = [a, b];
  ofA.forEach((d, i) => {
    const e = ofB[i]!;
    const [n, m] = [a.size(d), b.size(e)];
    if (n === m) return;
    if (m === 1) one = sum(one, d, { keepdim: true });
    else if (n === 1) other = sum(other, e, { keepdim: true });
    else {
      throw new RuntimeError(
        "shape-mismatch",
        `contracted dimensions need to match, but first has size ${n} in dim ${d} and second has size ${m} in dim ${e}`,
        "Dimensions that are summed together have one size, or size 1.",
      );
    }
  });
  const [summedA, keptA] = partDims(one, ofA);
  const [summedB, keptB] = partDims(other, ofB);
  const k = sizeOf(summedA.map((d) => one.shape[d]!));
  const [rows, columns] = [keptA.map((d) => a.shape[d]!), keptB.map((d) => b.shape[d]!)];
  const product = mm(
    reshape(permute(one, [...keptA, ...summedA]), [sizeOf(rows), k]),
    reshape(permute(other, [...summedB, ...keptB]), [k, sizeOf(columns)]),
  );
  return view(product, [...rows, ...columns]);
}

/** The dimensions of a list, counted from the front, and all others. */
function partDims(x: Tensor, dims: readonly number[]): [listed: number[], others: number[]] {
  const listed = dims.map((d) => normalizeDim(d, x.ndim));
  const twice = listed.find((d, i) => listed.indexOf(d) < i);
  if (twice !== undefined) {
    throw new RuntimeError(
      "bad-dims",
      `dim ${twice} appears multiple times in the list of dims`,
      "Every dimension is summed over once.",
    );
  }
  return [listed, x.shape.flatMap((_, d) => listed.includes(d) ? [] : [d])];
}
