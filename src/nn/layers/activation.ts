/**
 * Smooth activations as layers, and their approximations by straight lines.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import {
  celu,
  elu,
  gelu,
  glu,
  hardsigmoid,
  hardswish,
  logsigmoid,
  mish,
  selu,
  silu,
  softplus,
  softsign,
  tanhshrink,
} from "../functional/activation.ts";
import type { ActivationOptions } from "../functional/rectifier.ts";
import { Module } from "../module.ts";
import { pythonFloat, pythonNumber } from "./python.ts";
import { InplaceActivation } from "./rectifier.ts";

/**
 * The hyperbolic tangent.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.Tanh().forward(tensor([0])).toArray()); // [0]
 * ```
 */
export class Tanh extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.tanh();
  }
}

/**
 * The logistic function.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.Sigmoid().forward(tensor([0])).toArray()); // [0.5]
 * ```
 */
export class Sigmoid extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return x.sigmoid();
  }
}

/**
 * The logarithm of the logistic function.
 */
export class LogSigmoid extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return logsigmoid(x);
  }
}

/**
 * A smooth relu: log(1 + e^(beta x)) / beta.
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(String(new nn.Softplus())); // Softplus(beta=1, threshold=20)
 * ```
 */
export class Softplus extends Module {
  /** How sharply it bends. */
  readonly beta: number;
  /** From where on it is x itself. */
  readonly threshold: number;

  /**
   * Makes the layer.
   *
   * @param beta how sharply it bends
   * @param threshold from where on it is x itself
   */
  constructor(beta = 1, threshold = 20) {
    super();
    this.beta = beta;
    this.threshold = threshold;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return softplus(x, this.beta, this.threshold);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `beta=${pythonNumber(this.beta)}, threshold=${pythonNumber(this.threshold)}`;
  }
}

/**
 * x / (1 + |x|).
 */
export class Softsign extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return softsign(x);
  }
}

/**
 * x minus its hyperbolic tangent.
 */
export class Tanhshrink extends Module {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return tanhshrink(x);
  }
}

/**
 * x times its logistic function.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.SiLU().forward(tensor([0, 1])).toString()); // tensor([0.0000, 0.7311])
 * ```
 */
export class SiLU extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return silu(x, this);
  }
}

/**
 * x times the hyperbolic tangent of softplus of x.
 */
export class Mish extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return mish(x, this);
  }
}

/**
 * x times the standard normal distribution function of x.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.GELU().forward(tensor([1])).toString()); // tensor([0.8413])
 * ```
 */
export class GELU extends Module {
  /** `"tanh"` for the approximation that GPT-2 was trained with. */
  readonly approximate: "none" | "tanh";

  /**
   * Makes the layer.
   *
   * @param options `approximate`
   */
  constructor(options: { approximate?: "none" | "tanh" } = {}) {
    super();
    this.approximate = options.approximate ?? "none";
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}

/**
 * x where it is positive, else alpha (e^x - 1).
 *
 * @example
 * ```ts
 * import { nn } from "@hibana/hibana";
 *
 * console.log(String(new nn.ELU(0.5))); // ELU(alpha=0.5)
 * ```
 */
export class ELU extends InplaceActivation {
  /** Minus what large negative x come to. */
  readonly alpha: number;

  /**
   * Makes the layer.
   *
   * @param alpha minus what large negative x come to
   * @param options `inplace`
   */
  constructor(alpha = 1, options: ActivationOptions = {}) {
    super(options);
    this.alpha = alpha;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return elu(x, this.alpha, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(`alpha=${pythonFloat(this.alpha)}`);
  }
}

/**
 * {@linkcode ELU} scaled so that layers of it keep mean 0 and variance 1.
 */
export class SELU extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return selu(x, this);
  }
}

/**
 * {@linkcode ELU} whose slope at 0 is 1 for every alpha.
 */
export class CELU extends InplaceActivation {
  /** Minus what large negative x come to. */
  readonly alpha: number;

  /**
   * Makes the layer.
   *
   * @param alpha minus what large negative x come to
   * @param options `inplace`
   */
  constructor(alpha = 1, options: ActivationOptions = {}) {
    super(options);
    this.alpha = alpha;
  }

  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return celu(x, this.alpha, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return this.withNote(`alpha=${pythonFloat(this.alpha)}`);
  }
}

/**
 * The logistic function as three straight lines.
 */
export class Hardsigmoid extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return hardsigmoid(x, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return "";
  }
}

/**
 * x times {@linkcode Hardsigmoid} of x.
 */
export class Hardswish extends InplaceActivation {
  /** Any shape to the same shape. */
  forward(x: Tensor): Tensor {
    return hardswish(x, this);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return "";
  }
}

/**
 * The first half of x times the logistic function of the second half, along a dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.GLU().forward(tensor([2, 0])).toArray()); // [1]
 * ```
 */
export class GLU extends Module {
  /** The dimension, of even size. */
  readonly dim: number;

  /**
   * Makes the layer.
   *
   * @param dim the dimension, of even size
   */
  constructor(dim = -1) {
    super();
    this.dim = dim;
  }

  /** Any shape to the same with half the size along the dimension. */
  forward(x: Tensor): Tensor {
    return glu(x, this.dim);
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
