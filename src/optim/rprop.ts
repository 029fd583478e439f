/**
 * Steps by the signs of gradients alone.
 *
 * @module
 */
import { apply, operand } from "../device/expression.ts";
import { ValueError } from "../errors.ts";
import { overwrite } from "../ops/pointwise.ts";
import { type Row, row } from "../ops/row.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ParamGroup, ParamsLike } from "./optimizer.ts";
import {
  countStep,
  descent,
  ParameterwiseOptimizer,
  remembered,
  requireFromZero,
} from "./parameterwise.ts";

/** Options of {@linkcode Rprop}. */
export interface RpropOptions {
  /** The size of the first step. Default: 0.01. */
  lr: number;
  /** What a step shrinks by where the gradient turns, and grows by where it does not. Default: [0.5, 1.2]. */
  etas: readonly [shrink: number, grow: number];
  /** The smallest step and the largest. Default: [1e-6, 50]. */
  stepSizes: readonly [smallest: number, largest: number];
  /** Climb instead of descend. Default: false. */
  maximize: boolean;
}

const [a, b, c] = [operand(0), operand(1), operand(2)];

/** The step for a gradient, b, after another, c: larger, smaller or the same, within limits. */
const turn = apply("mul", b, c);
const grown = apply(
  "select",
  apply("gt", turn, 0),
  operand(4),
  apply("select", apply("lt", turn, 0), operand(3), 1),
);
const SIZE: Row = row(
  "rpropSize",
  "same",
  apply("minimum", apply("maximum", apply("mul", a, grown), operand(5)), operand(6)),
);

/** A gradient, b, that takes the place of another; 0 where it has turned. */
const GRADIENT: Row = row(
  "rpropGradient",
  "same",
  apply("select", apply("lt", apply("mul", a, b), 0), 0, b),
);

/** param - sign(gradient) size */
const STEP: Row = row("rpropStep", "same", apply("sub", a, apply("mul", apply("sign", b), c)));

/**
 * Resilient backpropagation, for gradients of all the data: each element has a step of its own, which
 * grows while the sign of its gradient stays, and shrinks where it turns; Riedmiller and Braun (1993) in
 * PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const w = tensor([3, -4], { requiresGrad: true });
 * const optimizer = new optim.Rprop([w], { lr: 0.5 });
 * w.square().sum().backward();
 * optimizer.step();
 * console.log(String(w.detach())); // tensor([ 2.5000, -3.5000])
 * ```
 */
export class Rprop extends ParameterwiseOptimizer<RpropOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param options `lr`, `etas`, `stepSizes`, `maximize`
   * @throws {ValueError} `Invalid learning rate: -1`, and for other options that make no sense
   */
  constructor(params: ParamsLike<RpropOptions>, options: Partial<RpropOptions> = {}) {
    super(params, {
      lr: 1e-2,
      etas: [0.5, 1.2],
      stepSizes: [1e-6, 50],
      maximize: false,
      ...options,
    });
  }

  /** Refuses rates below 0, and etas that do not shrink and grow. */
  protected override checkOptions({ lr, etas: [shrink, grow] }: RpropOptions): void {
    requireFromZero({ "learning rate": lr });
    if (shrink > 0 && shrink < 1 && grow > 1) return;
    throw new ValueError(
      "bad-option",
      `Invalid eta values: ${shrink}, ${grow}`,
      "The first shrinks a step, from 0 to 1; the second lets it grow, above 1: [0.5, 1.2], say.",
    );
  }

  /** Changes one parameter. */
  protected override update(param: Tensor, grad: Tensor, group: ParamGroup<RpropOptions>): void {
    const { lr, etas, stepSizes, maximize } = group;
    const state = this.stateOf(param);
    countStep(state);
    const before = remembered(param, state, "prev");
    const size = remembered(param, state, "step_size", lr);
    const direction = descent(param, grad, { weightDecay: 0, maximize });
    overwrite(SIZE, size, direction, before, ...etas, ...stepSizes);
    overwrite(GRADIENT, before, direction);
    overwrite(STEP, param, before, size);
  }
}
