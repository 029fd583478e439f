/**
 * L-BFGS: Newton's method with a curvature that is remembered from the last steps.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { ValueError } from "../errors.ts";
import { cat } from "../ops/join.ts";
import { fullLike } from "../ops/make.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Point, strongWolfe } from "./line_search.ts";
import { Optimizer, type ParamsLike, type ParamState } from "./optimizer.ts";
import { combine } from "./rules.ts";

/** Options of {@linkcode LBFGS}. */
export interface LBFGSOptions {
  /** The learning rate: the length of a step, or where a line search starts. Default: 1. */
  lr: number;
  /** How many iterations a step makes at most. Default: 20. */
  maxIter: number;
  /** How often a step calls its closure at most. Default: maxIter times 1.25, rounded down. */
  maxEval: number;
  /** No gradient element is larger at the end. Default: 1e-7. */
  toleranceGrad: number;
  /** A smaller change of the loss, or of all parameters, is the end. Default: 1e-9. */
  toleranceChange: number;
  /** How many iterations are remembered. Default: 100. */
  historySize: number;
  /** How the length of a step is found; null for a step of length `lr`. Default: null. */
  lineSearchFn: "strong_wolfe" | null;
}

/** What one iteration leaves to the next. */
interface Memory {
  direction: Tensor;
  /** How far the last step went along the direction. */
  t: number;
  /** Differences of gradients, and of parameters, and 1 over their products. */
  oldDirections: Tensor[];
  oldSteps: Tensor[];
  ro: Tensor[];
  /** The scale of the curvature to start from, 0-d. */
  scale: Tensor;
  grad: Tensor;
  loss: number;
}

/**
 * Limited-memory BFGS, for losses of all the data: each step calls its closure again and again, and comes
 * much closer to the minimum than a step along the gradient. All parameters are on one device; there is
 * one group. The closure's losses and a few sums are read back from the GPU in each iteration.
 * Liu and Nocedal (1989), after minFunc, in PyTorch's form.
 *
 * @example
 * ```ts
 * import { optim, tensor } from "@hibana/hibana";
 *
 * const x = tensor([-1.5, 2], { requiresGrad: true, dtype: "float64" });
 * const optimizer = new optim.LBFGS([x], { lineSearchFn: "strong_wolfe", maxIter: 50 });
 * optimizer.step(() => { // Rosenbrock's valley: its lowest point is [1, 1].
 *   optimizer.zeroGrad();
 *   const [a, b] = [x.at(0), x.at(1)];
 *   const loss = a.neg().add(1).square().add(b.sub(a.square()).square().mul(100));
 *   loss.backward();
 *   return loss;
 * });
 * console.log(x.round().toArray()); // [1, 1]
 * ```
 */
export class LBFGS extends Optimizer<LBFGSOptions> {
  /**
   * Makes the optimizer.
   *
   * @param params tensors
   * @param options `lr`, `maxIter`, `maxEval`, `toleranceGrad`, `toleranceChange`, `historySize`,
   * `lineSearchFn`
   * @throws {ValueError} `LBFGS doesn't support per-parameter options (parameter groups)`
   */
  constructor(params: ParamsLike<LBFGSOptions>, options: Partial<LBFGSOptions> = {}) {
    const { lr = 1, maxIter = 20, maxEval = Math.floor(maxIter * 5 / 4) } = options;
    const { toleranceGrad = 1e-7, toleranceChange = 1e-9 } = options;
    const { historySize = 100, lineSearchFn = null } = options;
    super(params, {
      lr,
      maxIter,
      maxEval,
      toleranceGrad,
      toleranceChange,
      historySize,
      lineSearchFn,
    });
    if (this.paramGroups.length === 1) return;
    throw new ValueError(
      "parameter-groups",
      "LBFGS doesn't support per-parameter options (parameter groups)",
      "Pass all parameters in one list.",
    );
  }

  /** Refuses line searches other than `"strong_wolfe"`. */
  protected override checkOptions({ lineSearchFn }: LBFGSOptions): void {
    if (lineSearchFn === null || lineSearchFn === "strong_wolfe") return;
    throw new ValueError(
      "bad-option",
      "only 'strong_wolfe' is supported",
      "Leave lineSearchFn out for steps of a fixed length.",
    );
  }

  /** What is remembered is as long as all parameters together. */
  protected override stateShape(): Shape {
    return [this.#params.reduce((sum, { numel }) => sum + numel, 0)];
  }

  get #params(): readonly Tensor[] {
    return this.paramGroups[0]!.params;
  }

  /**
   * Makes up to `maxIter` iterations.
   *
   * @param closure forgets the gradients, computes the loss and its gradients anew, and gives the loss
   * @returns the closure's first loss
   * @throws {TypeError} when there is no closure
   */
  override step(closure?: () => Tensor): Tensor {
    if (closure === undefined) {
      throw new TypeError(
        "LBFGS.step() missing 1 required positional argument: 'closure'\n" +
          "It tries several points: pass what computes the loss and calls backward() on it.",
      );
    }
    return noGrad(() => this.#iterate(closure));
  }

  #iterate(closure: () => Tensor): Tensor {
    const { maxIter, maxEval, toleranceGrad, toleranceChange } = this.paramGroups[0]!;
    // PyTorch files it under the first parameter, so that state dicts are alike.
    const state = this.stateOf(this.#params[0]!);
    const count = (name: "func_evals" | "n_iter", more: number) =>
      state[name] = Number(state[name] ?? 0) + more;
    count("n_iter", 0);
    const firstLoss = this.evaluate(closure)!;
    count("func_evals", 1);
    let [loss, grad, evaluations] = [Number(firstLoss.item()), this.#flatGrad(), 1];
    if (largest(grad) <= toleranceGrad) return firstLoss;

    let memory = recall(state);
    for (let i = 1; i <= maxIter; i++) {
      const first = count("n_iter", 1) === 1;
      memory = first || memory === undefined
        ? forgotten(grad, loss)
        : this.#remember(memory, grad, loss);
      const slope = Number(grad.dot(memory.direction).item());
      memory.t = this.#firstLength(first, grad);
      if (slope > -toleranceChange) break;
      const start: Point = { t: 0, loss, grad, slope };
      const { best, evaluations: more } = this.#move(start, memory, closure, i === maxIter);
      [loss, grad, memory.t] = [best.loss, best.grad, best.t];
      evaluations += more;
      count("func_evals", more);
      if (evaluations >= maxEval || largest(grad) <= toleranceGrad) break;
      if (largest(memory.direction) * Math.abs(memory.t) <= toleranceChange) break;
      if (Math.abs(loss - memory.loss) < toleranceChange) break;
    }
    if (memory !== undefined) keep(state, memory);
    return firstLoss;
  }

  /** All gradients in a row; zeros where there is none. */
  #flatGrad(): Tensor {
    return cat(this.#params.map((param) => (param.grad ?? param.zerosLike()).reshape(-1)));
  }

  /** The direction that comes next, with what the last step has shown of the curvature. */
  #remember(memory: Memory, grad: Tensor, loss: number): Memory {
    let { oldDirections, oldSteps, ro, scale } = memory;
    const y = grad.sub(memory.grad);
    const s = memory.direction.mul(memory.t);
    const ys = y.dot(s);
    if (Number(ys.item()) > 1e-10) {
      const { historySize } = this.paramGroups[0]!;
      const added = <T>(
        list: T[],
        item: T,
      ) => [...list.slice(list.length >= historySize ? 1 : 0), item];
      [oldDirections, oldSteps] = [added(oldDirections, y), added(oldSteps, s)];
      ro = added(ro, ys.reciprocal());
      scale = ys.div(y.dot(y));
    }
    // The two loops of L-BFGS: the inverse Hessian times the gradient.
    const q = grad.neg();
    const shares: Tensor[] = [];
    for (let i = ro.length - 1; i >= 0; i--) {
      shares[i] = oldSteps[i]!.dot(q).mul(ro[i]!);
      q.sub_(oldDirections[i]!.mul(shares[i]!));
    }
    const direction = q.mul(scale);
    for (let i = 0; i < ro.length; i++) {
      const rest = shares[i]!.sub(oldDirections[i]!.dot(direction).mul(ro[i]!));
      direction.add_(oldSteps[i]!.mul(rest));
    }
    return { direction, t: memory.t, oldDirections, oldSteps, ro, scale, grad, loss };
  }

  #firstLength(first: boolean, grad: Tensor): number {
    const { lr } = this.paramGroups[0]!;
    return first ? Math.min(1, 1 / Number(grad.abs().sum().item())) * lr : lr;
  }

  /** Moves the parameters along the direction, and says where they are then. */
  #move(
    start: Point,
    { direction, t }: Memory,
    closure: () => Tensor,
    last: boolean,
  ): { best: Point; evaluations: number } {
    const { lineSearchFn, toleranceChange } = this.paramGroups[0]!;
    const at = (t: number): Point => {
      const loss = Number(this.evaluate(closure)!.item());
      const grad = this.#flatGrad();
      return { t, loss, grad, slope: Number(grad.dot(direction).item()) };
    };
    if (lineSearchFn === null) {
      this.#advance(direction, t);
      // Nobody will ask what the loss is after the last iteration.
      return last ? { best: { ...start, t }, evaluations: 0 } : { best: at(t), evaluations: 1 };
    }
    const params = this.#params.map((param) => param.clone());
    const tried = (t: number): Point => {
      this.#advance(direction, t);
      const point = at(t);
      this.#params.forEach((param, i) => param.copy_(params[i]!));
      return point;
    };
    const found = strongWolfe(tried, start, t, toleranceChange / largest(direction));
    this.#advance(direction, found.best.t);
    return found;
  }

  #advance(direction: Tensor, t: number): void {
    let start = 0;
    for (const param of this.#params) {
      combine(param, 1, direction.narrow(0, start, param.numel).reshape(param.shape), t);
      start += param.numel;
    }
  }
}

function largest(x: Tensor): number {
  return x.numel === 0 ? 0 : Number(x.abs().amax().item());
}

/** Down the gradient, with nothing to remember yet. */
function forgotten(grad: Tensor, loss: number): Memory {
  const lists = { oldDirections: [], oldSteps: [], ro: [] };
  return { direction: grad.neg(), t: 0, ...lists, scale: fullLike(grad.sum(), 1), grad, loss };
}

/** What an earlier step has left, by PyTorch's names. */
function recall(state: ParamState): Memory | undefined {
  if (state["d"] === undefined) return undefined;
  const scale = state["H_diag"] as Tensor | number;
  const direction = state["d"] as Tensor;
  return {
    direction,
    t: state["t"] as number,
    oldDirections: [...state["old_dirs"] as Tensor[]],
    oldSteps: [...state["old_stps"] as Tensor[]],
    ro: [...state["ro"] as Tensor[]],
    scale: typeof scale === "number" ? fullLike(direction.sum(), scale) : scale,
    grad: state["prev_flat_grad"] as Tensor,
    loss: state["prev_loss"] as number,
  };
}

function keep(state: ParamState, memory: Memory): void {
  Object.assign(state, {
    d: memory.direction,
    t: memory.t,
    old_dirs: memory.oldDirections,
    old_stps: memory.oldSteps,
    ro: memory.ro,
    H_diag: memory.scale,
    prev_flat_grad: memory.grad,
    prev_loss: memory.loss,
  });
}
