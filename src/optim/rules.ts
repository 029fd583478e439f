/**
 * The arithmetic that update rules are made of.
 *
 * The rules are rows of their own rather than chains of operations: on a GPU each is one kernel, where a
 * chain would read and write the whole parameter again and again.
 *
 * @module
 */
import { apply, operand } from "../device/expression.ts";
import { overwrite } from "../ops/pointwise.ts";
import { type Row, row } from "../ops/row.ts";
import type { Tensor } from "../tensor/tensor.ts";

const [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];

/** a c + b d */
const WEIGHTED: Row = row(
  "weightedSum",
  "same",
  apply("add", apply("mul", a, c), apply("mul", b, d)),
);

/** a c + b^2 d */
const WEIGHTED_SQUARE: Row = row(
  "weightedSquare",
  "same",
  apply("add", apply("mul", a, c), apply("mul", apply("mul", b, d), b)),
);

/** a + size b / (sqrt(c) / d + eps) */
const SCALED: Row = row(
  "scaledStep",
  "same",
  apply(
    "add",
    a,
    apply(
      "div",
      apply("mul", operand(5), b),
      apply("add", apply("div", apply("sqrt", c), d), operand(4)),
    ),
  ),
);

/** mean = beta mean + (1 - beta) x, in place. */
export function average(mean: Tensor, x: Tensor, beta: number): void {
  overwrite(WEIGHTED, mean, x, beta, 1 - beta);
}

/** target = keep target + add x, in place. */
export function combine(target: Tensor, keep: number, x: Tensor, add: number): void {
  overwrite(WEIGHTED, target, x, keep, add);
}

/** mean = beta mean + weight x^2, in place. The weight is 1 - beta unless given. */
export function averageSquare(mean: Tensor, x: Tensor, beta: number, weight = 1 - beta): void {
  overwrite(WEIGHTED_SQUARE, mean, x, beta, weight);
}

/** param += size direction / (sqrt(square) / root + eps), in place. */
export function stepByRoot(
  param: Tensor,
  direction: Tensor,
  square: Tensor,
  { root = 1, eps, size }: { root?: number; eps: number; size: number },
): void {
  overwrite(SCALED, param, direction, square, root, eps, size);
}
