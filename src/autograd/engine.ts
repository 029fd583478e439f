/**
 * Backward: gradients flow from the youngest operation to the oldest.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { type Storage, storageCount } from "../device/storage.ts";
import { formatShape, sameShape, sizeOf } from "../tensor/shape.ts";
import { isFloating, pythonTypeName, tensorTypeName } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { withGradMode } from "./mode.ts";
import { type GradHook, Joint, Node, type Target, targetOf } from "./node.ts";

/** How backward treats the graph. */
export interface BackwardOptions {
  /** Keep saved tensors, so that backward can run through this graph again. Default: createGraph. */
  retainGraph?: boolean;
  /** Record backward itself, so that gradients can be differentiated. Default: false. */
  createGraph?: boolean;
}

/**
 * Adds d roots / d leaf to the `grad` of every leaf that the roots were computed from.
 *
 * @param roots where to start, usually one loss
 * @param grads the gradient of each root; may be left out for roots of one element
 * @param options whether to keep the graph and to record backward itself
 * @throws {RuntimeError} when a root has no graph, or its gradient has another shape
 */
export function backward(
  roots: readonly Tensor[],
  grads: readonly (Tensor | undefined)[],
  options: BackwardOptions = {},
): void {
  const owned = new Owned();
  const createGraph = options.createGraph ?? false;
  // Leaves get theirs at the end: until then gradients are still being read, and any step may throw.
  const arrived = new Map<Tensor, Tensor>();
  run(roots, grads, options, (leaf, grad) => {
    const sum = arrived.get(leaf);
    arrived.set(leaf, sum === undefined ? grad : sum.add(grad));
  });
  withGradMode(createGraph, () => {
    for (const [leaf, grad] of arrived) {
      if (leaf.leafHooks !== undefined) arrived.set(leaf, throughHooks(leaf.leafHooks, grad));
    }
    for (const [leaf, grad] of arrived) accumulate(leaf, grad, createGraph, owned);
  });
}

/**
 * The gradients of some outputs with respect to some inputs, without touching any `grad`.
 *
 * @param outputs what to differentiate
 * @param inputs with respect to what: leaves or tensors in between
 * @param options `gradOutputs` for outputs of more than one element; `allowUnused` to get null for
 * inputs that the outputs do not depend on
 * @returns a gradient for each input
 * @throws {RuntimeError} when an input was not used and `allowUnused` is not set
 *
 * @example
 * ```ts
 * import { autograd, tensor } from "@hibana/hibana";
 *
 * const x = tensor(3, { requiresGrad: true });
 * const [dx] = autograd.grad(x.pow(3), x, { createGraph: true }); // 3 x^2
 * const [ddx] = autograd.grad(dx!, x); // 6 x
 * console.log(dx!.item(), ddx!.item()); // 27 18
 * ```
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: BackwardOptions & {
    /** The gradient of each output. */
    gradOutputs?: Tensor | readonly (Tensor | undefined)[];
    /** Give null for inputs that the outputs do not depend on, instead of throwing. */
    allowUnused?: boolean;
  } = {},
): (Tensor | null)[] {
  const roots = Array.isArray(outputs) ? outputs : [outputs as Tensor];
  const wanted: readonly Tensor[] = Array.isArray(inputs) ? inputs : [inputs as Tensor];
  const given = options.gradOutputs;
  const seeds = Array.isArray(given) ? given : [given as Tensor | undefined];
  for (const input of wanted) {
    if (!input.requiresGrad) {
      throw new RuntimeError(
        "no-grad",
        "One of the differentiated Tensors does not require grad",
        "Make it with { requiresGrad: true }, or call requiresGrad_() before computing.",
      );
    }
  }
  const found = new Map<Target, Tensor>();
  const targets = new Set(wanted.map(targetOf));
  const keep = (target: Target, grad: Tensor) => {
    if (!targets.has(target)) return;
    const sum = found.get(target);
    found.set(target, sum === undefined ? grad : sum.add(grad));
  };
  run(roots, seeds, options, keep, { targets, atNode: keep });
  return wanted.map((input) => {
    const result = found.get(targetOf(input)) ?? null;
    if (result === null && options.allowUnused !== true) {
      throw new RuntimeError(
        "unused-input",
        "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.",
        "Pass { allowUnused: true } to get null for it.",
      );
    }
    return result;
  });
}

/**
 * Walks the graph from its roots; tells of every gradient that arrives at a leaf, and at a node, where only
 * some are wanted.
 */
function run(
  roots: readonly Tensor[],
  seeds: readonly (Tensor | undefined)[],
  options: BackwardOptions,
  atLeaf: (leaf: Tensor, grad: Tensor) => void,
  wanted?: {
    readonly targets: ReadonlySet<Target>;
    readonly atNode: (node: Node, grad: Tensor) => void;
  },
): void {
  const createGraph = options.createGraph ?? false;
  const keep = options.retainGraph ?? createGraph;
  const pending = new Map<Node, Tensor>();
  const gathered = new Map<Joint, Map<Node, Tensor>>();
  const starts: Node[] = [];

  function arrive(target: Target, grad: Tensor, from?: Node): void {
    if (!(target instanceof Node)) return atLeaf(target, grad);
    if (target instanceof Joint) {
      const grads = gathered.get(target) ?? new Map<Node, Tensor>();
      gathered.set(target, grads.set(from!, grad));
      return;
    }
    const sum = pending.get(target);
    pending.set(target, sum === undefined ? grad : sum.add(grad));
  }

  function spread(node: Node, parts: readonly (Tensor | null)[]): void {
    parts.forEach((part, i) => {
      const target = node.targets[i]!;
      if (part !== null) arrive(target, fit(part, node, target, i), node);
    });
  }

  const seeded = roots.map((root, i) => seedOf(root, seeds[i], i));
  withGradMode(createGraph, () => {
    roots.forEach((root, i) => {
      const target = targetOf(root);
      if (target instanceof Node) starts.push(target);
      arrive(target, seeded[i]!);
    });
    const nodes = youngestFirst(starts);
    const needed = wanted && leadingTo(wanted.targets, nodes);
    for (const node of nodes) {
      if (node instanceof Joint) {
        const grads = gathered.get(node);
        if (grads === undefined) continue;
        gathered.delete(node);
        spread(node, node.join(node.outputs.map((output) => grads.get(output)), keep));
        continue;
      }
      const arrived = pending.get(node);
      if (arrived === undefined) continue;
      pending.delete(node);
      wanted?.atNode(node, arrived);
      if (needed?.has(node) === false) continue;
      const grad = node.hooks === undefined ? arrived : throughHooks(node.hooks, arrived);
      spread(node, node.backward(grad, keep));
    }
  });
}

/** The gradient that backward starts from: 1 unless given. */
function seedOf(root: Tensor, seed: Tensor | undefined, place: number): Tensor {
  if (!root.requiresGrad) {
    throw new RuntimeError(
      "no-grad",
      `element ${place} of tensors does not require grad and does not have a grad_fn`,
      "Nothing it was computed from has requiresGrad set, or it was computed inside noGrad().",
    );
  }
  if (seed === undefined) {
    if (sizeOf(root.shape) !== 1) {
      throw new RuntimeError(
        "not-scalar",
        "grad can be implicitly created only for scalar outputs",
        `This tensor has shape ${
          formatShape(root.shape)
        }: reduce it first (loss.sum(), loss.mean()), or pass its gradient to backward().`,
      );
    }
    return withGradMode(false, () => root.onesLike());
  }
  if (typeof seed !== "object" || !("storage" in seed)) {
    throw new TypeError(
      `gradients can be either Tensors or None, but got ${typeof seed}\n` +
        "Make it a tensor of the root's shape: tensor(value), or root.onesLike().",
    );
  }
  if (!sameShape(seed.shape, root.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Mismatch in shape: grad_output[${place}] has a shape of torch.Size(${
        formatShape(seed.shape)
      }) and output[${place}] has a shape of torch.Size(${formatShape(root.shape)}).`,
      "The gradient that is passed in has the shape of what it is the gradient of.",
    );
  }
  return seed.to({ dtype: root.dtype });
}

/** All nodes that can be reached, each before those that made its inputs. */
function youngestFirst(starts: readonly Node[]): Node[] {
  const reached = new Set<Node>(starts);
  const stack = [...starts];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const target of node.targets) {
      if (target instanceof Node && !reached.has(target)) {
        reached.add(target);
        stack.push(target);
      }
    }
  }
  return [...reached].sort((a, b) => b.sequence - a.sequence);
}

/** Those of the nodes, given youngest first, through which gradients come to a target. */
function leadingTo(targets: ReadonlySet<Target>, nodes: readonly Node[]): Set<Node> {
  const found = new Set<Target>();
  for (const node of nodes.toReversed()) {
    if (node.targets.some((target) => targets.has(target) || found.has(target))) found.add(node);
  }
  return found as Set<Node>;
}

/** What hooks make of a gradient. */
function throughHooks(hooks: Iterable<GradHook>, grad: Tensor): Tensor {
  let current = grad;
  for (const hook of hooks) {
    const next = hook(current) ?? current;
    const name = hook.name === "" ? "<lambda>" : hook.name;
    if (typeof next !== "object" || !("storage" in next)) {
      throw new TypeError(
        `expected Variable, but hook returned '${pythonTypeName(next)}'\n` +
          "A hook gives back a tensor to take the gradient's place, or nothing.",
      );
    }
    const changed = !sameShape(next.shape, grad.shape)
      ? "size of value"
      : next.dtype !== grad.dtype
      ? `type of value (was ${tensorTypeName(grad.dtype)} got ${tensorTypeName(next.dtype)})`
      : next.device !== grad.device
      ? "device of value"
      : undefined;
    if (changed !== undefined) {
      throw new RuntimeError(
        "bad-hook",
        `hook '${name}' has changed the ${changed}`,
        `It must be a ${grad.dtype} tensor of shape ${formatShape(grad.shape)} on ${grad.device}.`,
      );
    }
    current = next;
  }
  return current;
}

/** Checks a gradient against what it is the gradient of; casts and moves it there where needed. */
function fit(grad: Tensor, node: Node, target: Target, index: number): Tensor {
  if (target instanceof Joint) return grad;
  const like = target instanceof Node ? target.output : target;
  if (!sameShape(grad.shape, like.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `Function ${node.name} returned an invalid gradient at index ${index} - got ${
        formatShape(grad.shape)
      } but expected shape compatible with ${formatShape(like.shape)}`,
      "Each gradient that a backward gives has the shape of its input: add up what broadcasting repeated.",
    );
  }
  if (grad.dtype === like.dtype && grad.device === like.device) return grad;
  return grad.to({
    device: like.device,
    dtype: isFloating(like.dtype) ? like.dtype : grad.dtype,
  });
}

/** Storages that already are the `grad` of a leaf: two leaves must not share one. */
class Owned {
  readonly #before = storageCount();
  readonly #taken = new Set<Storage>();

  /** The gradient itself when it is nobody else's, else a copy. */
  own(grad: Tensor): Tensor {
    const fresh = grad.storage.serial >= this.#before && !this.#taken.has(grad.storage) &&
      grad.ownsStorage;
    const mine = fresh ? grad.detach() : grad.detach().clone();
    this.#taken.add(mine.storage);
    return mine;
  }
}

/** Adds to a leaf's `grad`: in place, as PyTorch does, so that references to it stay good. */
function accumulate(leaf: Tensor, grad: Tensor, createGraph: boolean, owned: Owned): void {
  if (leaf.grad === null) {
    leaf.grad = createGraph ? grad.clone() : owned.own(grad);
  } else if (createGraph) {
    leaf.grad = leaf.grad.add(grad);
  } else {
    leaf.grad.add_(grad);
  }
}
