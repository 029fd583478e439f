/**
 * What all optimizers share: groups of parameters, their options, and the state kept for each.
 *
 * @module
 */
import { enableGrad } from "../autograd/mode.ts";
import { KeyError, ValueError } from "../errors.ts";
import { typeName } from "../nn/naming.ts";
import { isFloating } from "../tensor/dtype.ts";
import { hold } from "../tensor/hold.ts";
import { formatShape, sameShape, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Parameters that share options. */
export type ParamGroup<Options> = Options & {
  /** The tensors to optimize. */
  params: Tensor[];
};

/** Tensors, and those options in which their group differs from the defaults. */
export type ParamGroupLike<Options> = { params: Iterable<Tensor> } & Partial<Options>;

/** What an optimizer takes: tensors, or groups of tensors with options of their own. */
export type ParamsLike<Options> = Iterable<Tensor> | Iterable<ParamGroupLike<Options>>;

/** What an optimizer remembers of one parameter, such as its momentum, by PyTorch's names. */
export type ParamState = Record<string, Tensor | number | readonly Tensor[] | null>;

/**
 * An optimizer's state for saving, with parameters by number. Its keys are PyTorch's (`weight_decay`), so
 * that states travel between PyTorch and hibana.
 */
export interface OptimizerState {
  /** For each parameter, by its number, what is remembered of it. */
  state: Record<number, ParamState>;
  /** The groups' options, their parameters by number. */
  param_groups: (Record<string, unknown> & { params: number[] })[];
}

/** The base of optimizers: a subclass says what a step does to one group. */
export abstract class Optimizer<Options extends object> {
  /** The groups of parameters; their options may be changed between steps. */
  readonly paramGroups: ParamGroup<Options>[] = [];
  /** What is remembered of each parameter. */
  readonly state: Map<Tensor, ParamState> = new Map();
  readonly #defaults: Options;

  /**
   * Takes over the parameters.
   *
   * @param params tensors, or groups of tensors with options of their own
   * @param defaults options of groups that do not say otherwise
   * @throws {ValueError} `optimizer got an empty parameter list`
   */
  constructor(params: ParamsLike<Options>, defaults: Options) {
    this.#defaults = defaults;
    if (params instanceof Tensor || typeof params?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got " +
          `${typeName(params)}\nWrite model.parameters(), [tensor], or [{ params: [tensor] }].`,
      );
    }
    const list: unknown[] = [...params];
    if (list.length === 0) {
      throw new ValueError(
        "no-parameters",
        "optimizer got an empty parameter list",
        "A module's parameters are there once its constructor has run.",
      );
    }
    if (list.every(isGroup)) {
      for (const group of list) this.addParamGroup(group as ParamGroupLike<Options>);
    } else {
      this.#add(list as Tensor[], {});
    }
  }

  /**
   * Checks the options of a group before it is added.
   *
   * @param options the group's own and, for the others, the defaults
   * @throws {ValueError} when one of them makes no sense
   */
  protected abstract checkOptions(options: Options): void;

  /**
   * Adds a group of parameters.
   *
   * @param group `params`, and options where they differ from the defaults
   * @throws {ValueError} when a parameter is no leaf, or is in a group already
   *
   * @example
   * ```ts
   * import { optim, zeros } from "@hibana/hibana";
   *
   * const optimizer = new optim.SGD([zeros(2)], { lr: 0.1 });
   * optimizer.addParamGroup({ params: [zeros(3)], lr: 0.01 });
   * console.log(optimizer.paramGroups.map((group) => group.lr)); // [0.1, 0.01]
   * ```
   */
  addParamGroup(group: ParamGroupLike<Options>): void {
    if (!isGroup(group)) {
      throw new TypeError("param group must be a dict\nWrite { params: [tensor], lr: 0.1 }.");
    }
    const params: unknown = group.params;
    this.#add(params instanceof Tensor ? [params] : [...group.params], group);
  }

  #add(params: Tensor[], overrides: Partial<Options>): void {
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const param of params) {
      if (!(param instanceof Tensor)) {
        throw new TypeError(
          `optimizer can only optimize Tensors, but one of the params is ${typeName(param)}\n` +
            "Pass tensors alone, or groups alone: { params: [tensor] }.",
        );
      }
      if (!param.isLeaf) {
        throw new ValueError(
          "not-a-leaf",
          "can't optimize a non-leaf Tensor",
          "It was computed from other tensors: optimize those, or x.detach().requiresGrad_().",
        );
      }
      if (known.has(param)) {
        throw new ValueError(
          "repeated-parameter",
          "some parameters appear in more than one parameter group",
          "Each step would change them twice.",
        );
      }
      known.add(param);
    }
    const group = { ...this.#defaults, ...overrides, params };
    this.checkOptions(group);
    this.paramGroups.push(group);
  }

  /**
   * Forgets the gradients of all parameters.
   *
   * @param options `setToNone: false` to fill them with zeros instead
   *
   * @example
   * ```ts
   * import { optim, tensor } from "@hibana/hibana";
   *
   * const w = tensor([1], { requiresGrad: true });
   * w.sum().backward();
   * new optim.SGD([w], { lr: 0.1 }).zeroGrad();
   * console.log(w.grad); // null
   * ```
   */
  zeroGrad(options: { setToNone?: boolean } = {}): void {
    for (const param of this.paramGroups.flatMap((group) => group.params)) {
      if (options.setToNone === false) param.grad?.detach_().zero_();
      else param.grad = null;
    }
  }

  /**
   * Changes the parameters by one step. Those without a gradient are left alone.
   *
   * @param closure computes the loss anew, with gradients; called first
   * @returns the closure's loss
   */
  abstract step(closure?: () => Tensor): Tensor | undefined;

  /** The loss of a closure, computed with recording on. */
  protected evaluate(closure: (() => Tensor) | undefined): Tensor | undefined {
    return closure === undefined ? undefined : enableGrad(closure);
  }

  /** What is remembered of a parameter, on the device where the parameter is now. */
  protected stateOf(param: Tensor): ParamState {
    let state = this.state.get(param);
    if (state === undefined) this.state.set(param, state = {});
    hold(state);
    for (const [name, value] of Object.entries(state)) {
      const tensors = value instanceof Tensor ? [value] : Array.isArray(value) ? value : [];
      if (tensors.every((x) => x.device === param.device)) continue;
      state[name] = eachTensor(value, (x) => x.to(param.device));
    }
    return state;
  }

  /**
   * The state, with parameters by number in the order of the groups.
   *
   * @returns PyTorch's `state_dict`, names and all
   *
   * @example
   * ```ts
   * import { optim, zeros } from "@hibana/hibana";
   *
   * const optimizer = new optim.SGD([zeros(2), zeros(3)], { lr: 0.5, weightDecay: 0.25 });
   * const { param_groups: [group] } = optimizer.stateDict();
   * console.log(group!.params, group!.weight_decay); // [0, 1] 0.25
   * ```
   */
  stateDict(): OptimizerState {
    const params = this.paramGroups.flatMap((group) => group.params);
    const state: Record<number, ParamState> = {};
    params.forEach((param, i) => {
      const known = this.state.get(param);
      if (known !== undefined) state[i] = { ...known };
    });
    const numbers = new Map(params.map((param, i) => [param, i]));
    const param_groups = this.paramGroups.map((group) => ({
      ...renamed(group, snakeCase),
      params: group.params.map((param) => numbers.get(param)!),
    }));
    return { state, param_groups };
  }

  /**
   * Takes over a state that {@linkcode stateDict} gave, or PyTorch's `state_dict`. Tensors are copied, to
   * each parameter's device and dtype.
   *
   * @param dict the state
   * @throws {ValueError} when it does not match this optimizer's parameters; nothing has changed then
   *
   * @example
   * ```ts
   * import { optim, zeros } from "@hibana/hibana";
   *
   * const saved = new optim.SGD([zeros(2)], { lr: 0.1 }).stateDict();
   * const optimizer = new optim.SGD([zeros(2)], { lr: 1 });
   * optimizer.loadStateDict(saved);
   * console.log(optimizer.paramGroups[0]!.lr); // 0.1
   * ```
   */
  loadStateDict(dict: OptimizerState): void {
    this.#checkGroups(dict);
    const params = this.paramGroups.flatMap((group) => group.params);
    const numbers = dict.param_groups.flatMap((group) => group.params);
    const state = new Map<Tensor, ParamState>();
    for (const [number, loaded] of Object.entries(dict.state)) {
      const param = params[numbers.indexOf(Number(number))];
      if (param === undefined) {
        throw new KeyError(
          "state-mismatch",
          `the state names parameter ${number}, which is in no group`,
          `The groups name ${numbers.join(", ")}.`,
        );
      }
      state.set(param, this.#copiedState(loaded, param, number));
    }
    this.state.clear();
    for (const [param, copied] of state) this.state.set(param, copied);
    dict.param_groups.forEach((group, i) => {
      const { params } = this.paramGroups[i]!;
      Object.assign(this.paramGroups[i]!, renamed(group, camelCase), { params });
    });
  }

  /** Checks that a state's groups are like this optimizer's. */
  #checkGroups(dict: OptimizerState): void {
    for (const key of ["state", "param_groups"] as const) {
      if (typeof dict?.[key] === "object" && dict[key] !== null) continue;
      throw new KeyError(
        "state-mismatch",
        `'${key}'`,
        "A state dict has both state and param_groups: optimizer.stateDict() makes one.",
      );
    }
    if (dict.param_groups.length !== this.paramGroups.length) {
      throw new ValueError(
        "state-mismatch",
        "loaded state dict has a different number of parameter groups",
        `It has ${dict.param_groups.length}, this optimizer ${this.paramGroups.length}.`,
      );
    }
    dict.param_groups.forEach((group, i) => {
      const count = this.paramGroups[i]!.params.length;
      if (group.params.length !== count) {
        throw new ValueError(
          "state-mismatch",
          "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
          `Group ${i} has ${group.params.length} parameters there, ${count} here.`,
        );
      }
      this.checkOptions({ ...this.paramGroups[i]!, ...renamed(group, camelCase) });
    });
  }

  /** A copy of what is remembered of a parameter, where and what the parameter is. */
  #copiedState(state: ParamState, param: Tensor, number: string): ParamState {
    const copies = Object.entries(state).map(([name, value]) => {
      if (value instanceof Tensor && COUNTERS.has(name)) return [name, Number(value.item())];
      const copied = eachTensor(value, (x) => {
        if (x.ndim > 0 && !sameShape(x.shape, this.stateShape(param))) {
          throw new ValueError(
            "state-mismatch",
            `size mismatch for ${name} of parameter ${number}: its shape is torch.Size(${
              formatShape(x.shape)
            }), the parameter's torch.Size(${formatShape(this.stateShape(param))})`,
            "The state is another model's.",
          );
        }
        const dtype = isFloating(x.dtype) && isFloating(param.dtype) ? param.dtype : x.dtype;
        return x.detach().to({ device: param.device, dtype, copy: true });
      });
      return [name, copied];
    });
    return Object.fromEntries(copies);
  }

  /** The shape of what is remembered of a parameter: that of the parameter, unless a subclass says otherwise. */
  protected stateShape(param: Tensor): Shape {
    return param.shape;
  }
}

/** What PyTorch keeps in tensors of one element, for its own reasons, is a number here. */
const COUNTERS: ReadonlySet<string> = new Set(["step", "mu_product", "eta", "mu", "t"]);

/** Puts other tensors in the place of those that a part of a state is made of. */
function eachTensor(value: ParamState[string], of: (x: Tensor) => Tensor): ParamState[string] {
  if (value instanceof Tensor) return of(value);
  return value !== null && typeof value === "object" ? value.map(of) : value;
}

/** A group's options under other names. */
function renamed(group: object, name: (key: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(group).map(([key, value]) => [name(key), value]));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Tells a group of parameters from a tensor and from anything else. */
function isGroup(item: unknown): boolean {
  return typeof item === "object" && item !== null && !(item instanceof Tensor) && "params" in item;
}
