/**
 * Kernels that do in one pass over memory what would otherwise take several operations. A device has
 * those in which it is faster that way; where it has none, callers compose the operation from others.
 *
 * @module
 */
import type { View } from "./backend.ts";
import type { ElementwiseKernel } from "./expression.ts";
import type { IndexRule } from "./out_of_range.ts";

/**
 * The fused kernels of a device. All values are float32 and all views contiguous unless it says otherwise;
 * indices are int32, and none of the views is empty. Outputs never overlap inputs, but for those that are changed
 * in place.
 */
export interface FusedKernels<B = unknown> {
  /** softmax of every row of [R, C]; with `log` its logarithm. */
  softmax?(x: View<B>, output: View<B>, log: boolean): void;

  /** The gradient of `softmax`'s input from its output's gradient and its output, all [R, C]. */
  softmaxBackward?(grad: View<B>, output: View<B>, gradX: View<B>, log: boolean): void;

  /**
   * (x - mean) / sqrt(variance + eps) * weight + bias of every row of [R, C]; weight and bias are [C]. Also
   * writes each row's mean and 1 / sqrt(variance + eps), [R].
   */
  layerNorm?(
    x: View<B>,
    weight: View<B> | null,
    bias: View<B> | null,
    eps: number,
    output: View<B>,
    mean: View<B>,
    inverseDeviation: View<B>,
  ): void;

  /** The gradients of `layerNorm`'s inputs; those of weight and bias, [C], only where they are given. */
  layerNormBackward?(
    grad: View<B>,
    x: View<B>,
    mean: View<B>,
    inverseDeviation: View<B>,
    weight: View<B> | null,
    gradX: View<B>,
    gradWeight: View<B> | null,
    gradBias: View<B> | null,
  ): void;

  /** x / sqrt(mean(x^2) + eps) * weight of every row of [R, C]; also writes each row's divisor's inverse, [R]. */
  rmsNorm?(
    x: View<B>,
    weight: View<B> | null,
    eps: number,
    output: View<B>,
    inverseRoot: View<B>,
  ): void;

  /** The gradients of `rmsNorm`'s inputs. */
  rmsNormBackward?(
    grad: View<B>,
    x: View<B>,
    inverseRoot: View<B>,
    weight: View<B> | null,
    gradX: View<B>,
    gradWeight: View<B> | null,
  ): void;

  /**
   * -log softmax(logits)[target] of every row of [R, C], 0 where the target is `ignoreIndex`; also writes each
   * row's log of summed exponentials, [R]. A target outside of [0, C) is the rule's error.
   */
  crossEntropy?(
    logits: View<B>,
    target: View<B>,
    ignoreIndex: number,
    losses: View<B>,
    logSumExp: View<B>,
    rule: IndexRule,
  ): void;

  /** The gradient of `crossEntropy`'s logits from that of its losses, [R]; 0 in rows that are ignored. */
  crossEntropyBackward?(
    grad: View<B>,
    logits: View<B>,
    target: View<B>,
    ignoreIndex: number,
    logSumExp: View<B>,
    gradLogits: View<B>,
  ): void;

  /**
   * softmax(scale query key^T) value, with `causal` over keys no later than the query: [N, H, L, E], [N, H, S, E],
   * [N, H, S, Ev] to [N, H, L, Ev]. Also writes each query's log of summed exponentials, [N, H, L]. Of the inputs only
   * the last dimension has to be contiguous.
   */
  attention?(
    query: View<B>,
    key: View<B>,
    value: View<B>,
    scale: number,
    causal: boolean,
    output: View<B>,
    logSumExp: View<B>,
  ): void;

  /** The gradients of `attention`'s inputs, without ever storing the scores. */
  attentionBackward?(
    grad: View<B>,
    query: View<B>,
    key: View<B>,
    value: View<B>,
    output: View<B>,
    logSumExp: View<B>,
    scale: number,
    causal: boolean,
    gradQuery: View<B>,
    gradKey: View<B>,
    gradValue: View<B>,
  ): void;

  /**
   * Every window times the weights of its group, plus bias: windows [N, C, ...counts, ...kernels] of a contiguous image,
   * weight [O, C / groups, ...kernels] and bias [O] to [N, O, ...counts].
   */
  convolve?(
    windows: View<B>,
    weight: View<B>,
    bias: View<B> | null,
    groups: number,
    output: View<B>,
  ): void;

  /** The gradient of `convolve`'s weight from windows and the gradient of its output, [N, O, ...counts]. */
  convolveBackward?(windows: View<B>, grad: View<B>, groups: number, gradWeight: View<B>): void;

  /** x weight^T + bias: [R, K], [N, K], [N] to [R, N]. Of x and weight any strides. */
  linear?(x: View<B>, weight: View<B>, bias: View<B>, output: View<B>): void;

  /**
   * An elementwise operation on a b + bias, [B, M, K] times [B, K, N] plus [N] for every row. What that gives is the
   * operation's first operand; others follow, of any dtype. All are [B, M, N] for the operation, and none but the
   * output has to be contiguous.
   */
  matmulThen?(
    a: View<B>,
    b: View<B>,
    bias: View<B> | null,
    then: ElementwiseKernel,
    others: readonly View<B>[],
    output: View<B>,
  ): void;

  /** Rows of a table, [V, C], by index, [R], to [R, C]. An index outside of [0, V) is the rule's error. */
  takeRows?(table: View<B>, index: View<B>, output: View<B>, rule: IndexRule): void;

  /** Adds rows, [R, C], to those of a table, [V, C], that the index, [R], names; repeated ones add up. */
  addRows?(table: View<B>, index: View<B>, rows: View<B>): void;

  /**
   * Adam's step on one parameter, all [N], in place of parameter, mean and square: mean += (grad - mean) (1 - beta1),
   * square += (grad^2 - square) (1 - beta2), parameter += size mean / (sqrt(square) / root + eps).
   */
  adamStep?(
    parameter: View<B>,
    grad: View<B>,
    mean: View<B>,
    square: View<B>,
    numbers: AdamNumbers,
  ): void;
}

/** The numbers of one step of Adam. */
export interface AdamNumbers {
  /** How much of the mean stays. */
  readonly beta1: number;
  /** How much of the mean square stays. */
  readonly beta2: number;
  /** Keeps the divisor from 0. */
  readonly eps: number;
  /** What the parameter is multiplied by first: 1, or less where weights decay apart from the gradient. */
  readonly decay: number;
  /** Weight decay that is added to the gradient, times the parameter. */
  readonly weightDecay: number;
  /** sqrt(1 - beta2^t). */
  readonly root: number;
  /** -lr / (1 - beta1^t). */
  readonly size: number;
}
