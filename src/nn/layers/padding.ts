/**
 * Padding layers.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import { pad, type PadMode } from "../functional/padding.ts";
import { listOf } from "../functional/sizes.ts";
import { Module } from "../module.ts";
import { pythonNumber, pythonTuple } from "./python.ts";

/** Padding of the last dimension: one number for both sides, or one for each. */
export type Padding1d = number | readonly [left: number, right: number];

/** Padding of the last two dimensions: one number for all sides, or one for each. */
export type Padding2d =
  | number
  | readonly [left: number, right: number, top: number, bottom: number];

/** Padding of the last three dimensions: one number for all sides, or one for each. */
export type Padding3d =
  | number
  | readonly [
    left: number,
    right: number,
    top: number,
    bottom: number,
    front: number,
    back: number,
  ];

/** What layers that pad with a value have in common. */
export abstract class ConstantPad extends Module {
  /** How many elements are added at each side, those of the last dimension first. */
  readonly padding: readonly number[];
  /** What is added. */
  readonly value: number;

  /**
   * Makes the layer.
   *
   * @param rank how many dimensions are padded
   * @param padding how many elements are added at each side; negative ones are cut off
   * @param value what is added
   */
  constructor(rank: number, padding: number | readonly number[], value: number) {
    super();
    this.padding = listOf(padding, 2 * rank);
    this.value = value;
  }

  /** [..., ...sizes] to the same with the padding around the last dimensions. */
  forward(x: Tensor): Tensor {
    return pad(x, this.padding, { value: this.value });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return `padding=${pythonTuple(this.padding)}, value=${pythonNumber(this.value)}`;
  }
}

/** What layers that pad with elements of the tensor have in common. */
export abstract class BorderPad extends Module {
  /** How many elements are added at each side, those of the last dimension first. */
  readonly padding: readonly number[];
  readonly #mode: PadMode;

  /**
   * Makes the layer.
   *
   * @param rank how many dimensions are padded
   * @param padding how many elements are added at each side; negative ones are cut off
   * @param mode which elements are added
   */
  constructor(rank: number, padding: number | readonly number[], mode: PadMode) {
    super();
    this.padding = listOf(padding, 2 * rank);
    this.#mode = mode;
  }

  /** [N, C, ...sizes] or [C, ...sizes] to the same with the padding around the last dimensions. */
  forward(x: Tensor): Tensor {
    return pad(x, this.padding, { mode: this.#mode });
  }

  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return pythonTuple(this.padding);
  }
}

/**
 * Adds a value around the last dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.ConstantPad1d([0, 2], 9).forward(tensor([[1, 2]])).toArray()); // [[1, 2, 9, 9]]
 * ```
 */
export class ConstantPad1d extends ConstantPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   * @param value what is added
   */
  constructor(padding: Padding1d, value: number) {
    super(1, padding, value);
  }
}

/**
 * Adds a value around the last two dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ConstantPad2d([0, 1, 2, 0], 9).forward(ones(3, 4)).shape); // [5, 5]
 * ```
 */
export class ConstantPad2d extends ConstantPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   * @param value what is added
   */
  constructor(padding: Padding2d, value: number) {
    super(2, padding, value);
  }
}

/**
 * Adds a value around the last three dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ConstantPad3d(1, 9).forward(ones(2, 3, 4)).shape); // [4, 5, 6]
 * ```
 */
export class ConstantPad3d extends ConstantPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   * @param value what is added
   */
  constructor(padding: Padding3d, value: number) {
    super(3, padding, value);
  }
}

/** What the layers that add zeros have in common: how they print. */
export abstract class ZeroPad extends ConstantPad {
  /** What stands between the parentheses when the layer is printed. */
  override extraRepr(): string {
    return pythonTuple(this.padding);
  }
}

/** Adds zeros at the ends of the last dimension; see {@linkcode ZeroPad2d}. */
export class ZeroPad1d extends ZeroPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding1d) {
    super(1, padding, 0);
  }
}

/**
 * Adds zeros around the last two dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ZeroPad2d([1, 0, 0, 0]).forward(ones(1, 2)).toArray()); // [[0, 1, 1]]
 * ```
 */
export class ZeroPad2d extends ZeroPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding2d) {
    super(2, padding, 0);
  }
}

/** Adds zeros around the last three dimensions; see {@linkcode ZeroPad2d}. */
export class ZeroPad3d extends ZeroPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding3d) {
    super(3, padding, 0);
  }
}

/**
 * Mirrors the elements without repeating the edge, around the last dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.ReflectionPad1d([2, 0]).forward(tensor([[1, 2, 3]])).toArray()); // [[3, 2, 1, 2, 3]]
 * ```
 */
export class ReflectionPad1d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding1d) {
    super(1, padding, "reflect");
  }
}

/**
 * Mirrors the elements without repeating the edge, around the last two dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ReflectionPad2d([0, 1, 2, 0]).forward(ones(1, 3, 4)).shape); // [1, 5, 5]
 * ```
 */
export class ReflectionPad2d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding2d) {
    super(2, padding, "reflect");
  }
}

/**
 * Mirrors the elements without repeating the edge, around the last three dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ReflectionPad3d(1).forward(ones(1, 2, 3, 4)).shape); // [1, 4, 5, 6]
 * ```
 */
export class ReflectionPad3d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding3d) {
    super(3, padding, "reflect");
  }
}

/**
 * Repeats the edge, around the last dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.ReplicationPad1d([2, 0]).forward(tensor([[1, 2, 3]])).toArray()); // [[1, 1, 1, 2, 3]]
 * ```
 */
export class ReplicationPad1d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding1d) {
    super(1, padding, "replicate");
  }
}

/**
 * Repeats the edge, around the last two dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ReplicationPad2d([0, 1, 2, 0]).forward(ones(1, 3, 4)).shape); // [1, 5, 5]
 * ```
 */
export class ReplicationPad2d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding2d) {
    super(2, padding, "replicate");
  }
}

/**
 * Repeats the edge, around the last three dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.ReplicationPad3d(1).forward(ones(1, 2, 3, 4)).shape); // [1, 4, 5, 6]
 * ```
 */
export class ReplicationPad3d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding3d) {
    super(3, padding, "replicate");
  }
}

/**
 * Adds the elements from the other end, around the last dimension.
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * console.log(new nn.CircularPad1d([2, 0]).forward(tensor([[1, 2, 3]])).toArray()); // [[2, 3, 1, 2, 3]]
 * ```
 */
export class CircularPad1d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding1d) {
    super(1, padding, "circular");
  }
}

/**
 * Adds the elements from the other end, around the last two dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.CircularPad2d([0, 1, 2, 0]).forward(ones(1, 3, 4)).shape); // [1, 5, 5]
 * ```
 */
export class CircularPad2d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding2d) {
    super(2, padding, "circular");
  }
}

/**
 * Adds the elements from the other end, around the last three dimensions.
 *
 * @example
 * ```ts
 * import { nn, ones } from "@hibana/hibana";
 *
 * console.log(new nn.CircularPad3d(1).forward(ones(1, 2, 3, 4)).shape); // [1, 4, 5, 6]
 * ```
 */
export class CircularPad3d extends BorderPad {
  /**
   * Makes the layer.
   *
   * @param padding how many elements are added at each side; negative ones are cut off
   */
  constructor(padding: Padding3d) {
    super(3, padding, "circular");
  }
}
