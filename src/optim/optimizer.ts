/**
 * What all optimizers share: groups of parameters, their options, and the state kept for each.
 *
 * @module
 */
import { enableGrad } from "../autograd/mode.ts";
import { KeyError, ValueError } from "../errors.ts";
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

/** What an optimizer remembers of one parameter, such as its momentum. */
export type ParamState = Record<string, Tensor | number>;

/** An optimizer's state, with parameters by number, for saving. */
export interface OptimizerState<Options> {
  /** For each parameter, by its number, what is remembered of it. */
  state: Record<number, ParamState>;
  /** The groups, their parameters by number. */
  paramGroups: (Options & { params: number[] })[];
}

/** The base of optimizers: a subclass says what a step does to one group. */
export abstract class Optimizer<Options extends object> {
  /** The groups of parameters; their options may be changed between steps. */
  readonly paramGroups: ParamGroup<Options>[] = [];
  /** What is remembered of each parameter. */
  readonly state: Map<Tensor, ParamState> = new Map();
  readonly #defaults: Options;

  /**
   * @param params tensors, or groups of tensors with options of their own
   * @param defaults options of groups that do not say otherwise
   * @throws {ValueError} `optimizer got an empty parameter list`
   */
  constructor(params: ParamsLike<Options>, defaults: Options) {
    this.#defaults = defaults;
    if (params instanceof Tensor) {
      throw new TypeError(
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor\nWrite [tensor].",
      );
    }
    const list: (Tensor | ParamGroupLike<Options>)[] = [...params];
    if (list.length === 0) {
      throw new ValueError("no-parameters", "optimizer got an empty parameter list");
    }
    const groups = list.filter((item) => !(item instanceof Tensor) && "params" in item);
    if (groups.length < list.length) this.#add(list as Tensor[], {});
    else groups.forEach((group) => this.addParamGroup(group as ParamGroupLike<Options>));
  }

  /**
   * Adds a group of parameters.
   *
   * @param group `params`, and options where they differ from the defaults
   * @throws {ValueError} when a parameter is no leaf, or is in a group already
   */
  addParamGroup(group: ParamGroupLike<Options>): void {
    this.#add([...group.params], group);
  }

  #add(params: Tensor[], overrides: Partial<Options>): void {
    const known = new Set(this.paramGroups.flatMap((other) => other.params));
    for (const param of params) {
      if (!(param instanceof Tensor)) {
        throw new TypeError(
          `optimizer can only optimize Tensors, but one of the params is ${typeof param}`,
        );
      }
      if (!param.isLeaf) {
        throw new ValueError("not-a-leaf", "can't optimize a non-leaf Tensor");
      }
      if (known.has(param)) {
        throw new ValueError(
          "repeated-parameter",
          "some parameters appear in more than one parameter group",
        );
      }
      known.add(param);
    }
    this.paramGroups.push({ ...this.#defaults, ...overrides, params });
  }

  /**
   * Forgets the gradients of all parameters.
   *
   * @param options `setToNone: false` to fill them with zeros instead
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
    for (const [name, value] of Object.entries(state)) {
      if (value instanceof Tensor && value.device !== param.device) {
        state[name] = value.to(param.device);
      }
    }
    return state;
  }

  /** The state, with parameters by number in the order of the groups. */
  stateDict(): OptimizerState<Options> {
    const params = this.paramGroups.flatMap((group) => group.params);
    const state: Record<number, ParamState> = {};
    params.forEach((param, i) => {
      const known = this.state.get(param);
      if (known !== undefined) state[i] = { ...known };
    });
    const paramGroups = this.paramGroups.map((group) => ({
      ...group,
      params: group.params.map((param) => params.indexOf(param)),
    }));
    return { state, paramGroups: paramGroups as (Options & { params: number[] })[] };
  }

  /**
   * Takes over a state that {@linkcode stateDict} gave.
   *
   * @param dict the state
   * @throws {ValueError} when its groups do not match this optimizer's; nothing has changed then
   */
  loadStateDict(dict: OptimizerState<Options>): void {
    if (dict.paramGroups.length !== this.paramGroups.length) {
      throw new ValueError(
        "state-mismatch",
        "loaded state dict has a different number of parameter groups",
      );
    }
    dict.paramGroups.forEach((group, i) => {
      if (group.params.length === this.paramGroups[i]!.params.length) return;
      throw new ValueError(
        "state-mismatch",
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
      );
    });
    const params = this.paramGroups.flatMap((group) => group.params);
    const numbers = dict.paramGroups.flatMap((group) => group.params);
    for (const number of Object.keys(dict.state)) {
      if (numbers.includes(Number(number))) continue;
      throw new KeyError(
        "state-mismatch",
        `the state names parameter ${number}, which is in no group`,
      );
    }
    this.state.clear();
    numbers.forEach((number, i) => {
      const loaded = dict.state[number];
      if (loaded === undefined) return;
      const entries = Object.entries(loaded).map(([name, value]) =>
        [
          name,
          value instanceof Tensor ? value.detach().clone().to(params[i]!.device) : value,
        ] as const
      );
      this.state.set(params[i]!, Object.fromEntries(entries));
    });
    dict.paramGroups.forEach((group, i) => {
      Object.assign(this.paramGroups[i]!, { ...group, params: this.paramGroups[i]!.params });
    });
  }
}
