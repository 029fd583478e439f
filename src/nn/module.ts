/**
 * The base class of everything that has parameters.
 *
 * @module
 */
import { type Device, device, type DeviceLike } from "../device/registry.ts";
import { ValueError } from "../errors.ts";
import type { ToOptions } from "../ops/cast.ts";
import { emptyLike } from "../ops/make.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { watched } from "./attributes.ts";
import { converter, convertModule } from "./convert.ts";
import { StateMethods } from "./methods/state.ts";
import { formatModule } from "./print.ts";
import { registryOf } from "./registry.ts";

/** What `to` of a module takes: a device, a dtype, a tensor to be like, or both in options. */
export type ModuleTarget = DeviceLike | DType | Tensor | Omit<ToOptions, "copy">;

/** A module with a `forward` from one tensor to another, as layers have it. */
export type Layer = Module & { forward(input: Tensor): Tensor };

/**
 * The base of all layers and models. Parameters, buffers and modules that are assigned to its attributes
 * register themselves: they move with the module, are saved in its state dict, and are listed by
 * `parameters()` and its like. Plain tensors do not.
 *
 * A subclass writes `forward`; whoever uses it calls `model.forward(x)`, which runs the hooks, too. Fields
 * that the constructor registers are written with `declare`, since TypeScript's class fields would
 * otherwise define them anew; a field that is defined as nothing does not lose what was registered.
 *
 * @example
 * ```ts
 * import { nn, ones, type Tensor } from "@hibana/hibana";
 *
 * class Scaled extends nn.Module {
 *   fc = new nn.Linear(3, 2);
 *   scale = new nn.Parameter(ones(2));
 *   forward(x: Tensor): Tensor {
 *     return this.fc.forward(x).mul(this.scale);
 *   }
 * }
 * const model = new Scaled().to("sim");
 * console.log(model.forward(ones(4, 3, { device: "sim" })).shape); // [ 4, 2 ]
 * ```
 */
export class Module extends StateMethods {
  /** Whether the module is in training mode; `train` and `eval` set it. */
  training: boolean = true;

  /** Modules are watched from the start: what a subclass assigns to `this` is registered. */
  constructor() {
    super();
    return watched(this);
  }

  /** Where the first parameter or buffer lives; `cpu` where there is none. */
  get device(): Device {
    for (const { device } of this.parameters()) return device;
    for (const { device } of this.buffers()) return device;
    return device("cpu");
  }

  /**
   * Moves and casts parameters and buffers, here and in the modules below. Parameters stay the same
   * objects, their gradients follow; only floating-point tensors are cast. Either everything is moved or,
   * where a tensor cannot be, nothing.
   *
   * @param target a device, a floating-point dtype, a tensor to be like, or `{ device, dtype }`
   * @param dtype the dtype, where the first argument is a device
   * @returns this module
   * @throws {TypeError} for integer dtypes
   * @throws {RuntimeError} for unknown devices, and `webgpu` before `await webgpu.init()`
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * const model = new nn.Linear(3, 2).to("sim", "float16");
   * console.log(model.weight.device.toString(), model.weight.dtype); // sim:0 float16
   * ```
   */
  to(target: ModuleTarget, dtype?: DType): this {
    convertModule(this, converter(target, dtype));
    return this;
  }

  /** Moves parameters and buffers to the CPU. */
  cpu(): this {
    return this.to("cpu");
  }

  /** Moves parameters and buffers to the GPU; `await webgpu.init()` must have been called. */
  webgpu(): this {
    return this.to("webgpu");
  }

  /** Casts floating-point parameters and buffers to float32. */
  float(): this {
    return this.to("float32");
  }

  /** Casts floating-point parameters and buffers to float16. */
  half(): this {
    return this.to("float16");
  }

  /** Casts floating-point parameters and buffers to float64, which the CPU has. */
  double(): this {
    return this.to("float64");
  }

  /**
   * Gives parameters and buffers memory on a device, without copying what they hold: for modules on
   * `meta`, which hold nothing, before their weights are loaded or initialized.
   *
   * @param options `device`
   * @returns this module
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * const model = new nn.Linear(3, 2).to("meta");
   * model.toEmpty({ device: "cpu" });
   * nn.init.ones_(model.weight);
   * ```
   */
  toEmpty(options: { device: DeviceLike }): this {
    const place = device(options.device);
    convertModule(this, (x) => emptyLike(x, { device: place }));
    return this;
  }

  /**
   * Sets training mode, here and in the modules below: dropout and batch norm look at it.
   *
   * @param mode false for evaluation mode
   * @returns this module
   * @throws {ValueError} when `mode` is no truth value
   */
  train(mode = true): this {
    if (typeof mode !== "boolean") {
      throw new ValueError(
        "bad-mode",
        "training mode is expected to be boolean",
        "Write train() or train(false).",
      );
    }
    this.training = mode;
    for (const child of this.children()) child.train(mode);
    return this;
  }

  /** Sets evaluation mode: the same as `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /**
   * Sets whether `backward` computes gradients for the parameters.
   *
   * @param requiresGrad false to freeze them
   * @returns this module
   */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad_(requiresGrad);
    return this;
  }

  /**
   * Forgets the gradients of the parameters, before the next `backward` adds to them.
   *
   * @param options `setToNone: false` fills them with zeros instead
   */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    for (const parameter of this.parameters()) {
      const { grad } = parameter;
      if (options.setToNone ?? true) parameter.grad = null;
      else if (grad !== null) grad.detach_().requiresGrad_(false).zero_();
    }
  }

  /** What stands between the parentheses when the module is printed; subclasses override it. */
  extraRepr(): string {
    return "";
  }

  /** As PyTorch prints it: `Linear(in_features=3, out_features=2, bias=True)`. */
  override toString(): string {
    return formatModule(this);
  }

  /** Shows the module in `console.log`. */
  [Symbol.for("Deno.customInspect")](): string {
    return registryOf(this).module.toString();
  }

  /** Shows the module in a notebook. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    return { "text/plain": registryOf(this).module.toString() };
  }
}
