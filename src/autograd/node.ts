/**
 * The tape. Every recorded operation is a node that knows, for each of its inputs, how to turn the
 * gradient of its output into the gradient of that input.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import type { Storage } from "../device/storage.ts";
import { formatShape } from "../tensor/shape.ts";
import { tensorTypeName } from "../tensor/dtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { HookList } from "./hook_list.ts";
import { isGradEnabled } from "./mode.ts";

/** Turns the gradient of an operation's output into that of one input. */
export type Gradient = (grad: Tensor) => Tensor | null;

/** Called with a tensor's gradient when it is known; what it gives back, if anything, takes its place. */
export type GradHook = (grad: Tensor) => Tensor | null | void;

/** One input of an operation: the tensor, its gradient, and the tensors which that gradient reads. */
export type Input = readonly [input: Tensor, gradient: Gradient, ...reads: (Tensor | Saved)[]];

/** Where a gradient goes next: to the operation that made the input, or into a leaf's `grad`. */
export type Target = Node | Tensor;

/** A way from a node to one of its inputs. */
interface Edge {
  readonly target: Target;
  readonly gradient: Gradient;
  readonly reads: readonly Saved[];
}

/** A value that backward will read, and the version its storage must still have then. */
export interface Saved {
  readonly tensor: Tensor;
  readonly storage: Storage;
  readonly version: number;
  /** Whether it is what the operation itself made, which may have a later maker by now. */
  readonly isOutput: boolean;
}

let created = 0;

/** An operation on the tape. */
export class Node {
  /** PyTorch's name for it, such as `MulBackward0`. */
  name: string;
  /** The shape, dtype and device of the output, which gradients coming in must have. */
  readonly output: Pick<Tensor, "shape" | "dtype" | "device">;
  /** Counts up: an operation is always younger than those that made its inputs. */
  readonly sequence: number = created++;
  /** Called with the output's gradient when it is known. */
  hooks: HookList<GradHook> | undefined;
  #edges: readonly Edge[] | undefined;
  /** The nodes and leaves that gradients flow to. */
  readonly targets: readonly Target[];

  /**
   * Makes a node; {@linkcode record} also puts it on a tensor.
   *
   * @param name PyTorch's name
   * @param output what the operation made
   * @param inputs those inputs that need a gradient
   */
  constructor(
    name: string,
    output: Pick<Tensor, "shape" | "dtype" | "device">,
    inputs: readonly Edge[],
  ) {
    this.name = name;
    this.output = { shape: output.shape, dtype: output.dtype, device: output.device };
    this.#edges = inputs;
    this.targets = inputs.map((edge) => edge.target);
  }

  /**
   * The gradients of the inputs, in the order of {@linkcode Node.targets}.
   *
   * @param grad the gradient of the output
   * @param keep whether another backward may follow; else saved tensors are let go
   * @throws {RuntimeError} when saved tensors were changed in place or have been let go
   */
  backward(grad: Tensor, keep: boolean): (Tensor | null)[] {
    const edges = this.#edges;
    if (edges === undefined) throw graphFreed();
    for (const edge of edges) edge.reads.forEach((saved) => checkVersion(saved, this));
    const grads = edges.map((edge) => edge.gradient(grad));
    if (!keep && edges.some((edge) => edge.reads.length > 0)) this.#edges = undefined;
    return grads;
  }

  /** As PyTorch shows it: `<MulBackward0>`. */
  toString(): string {
    return `<${this.name}>`;
  }
}

/**
 * The node of an operation with several outputs: it waits for the gradients of all of them, and turns them
 * into those of its inputs at once. Each output has a node of its own, which leads here.
 */
export abstract class Joint extends Node {
  /** The nodes of the outputs. */
  readonly outputs: Node[] = [];

  /** Puts the operation on the tape as what made a tensor. */
  addOutput(output: Tensor): void {
    const node = new Node(this.name, output, [{
      target: this,
      gradient: (grad) => grad,
      reads: [],
    }]);
    this.outputs.push(node);
    output.setGradFn(node);
  }

  /**
   * The gradients of the inputs, in the order of {@linkcode Node.targets}.
   *
   * @param grads the gradients of the outputs; undefined for those that had no part
   * @param keep whether another backward may follow; else saved tensors are let go
   */
  abstract join(grads: readonly (Tensor | undefined)[], keep: boolean): (Tensor | null)[];
}

/** The error for a second way back through a graph whose saved tensors have been let go. */
export function graphFreed(): RuntimeError {
  return new RuntimeError(
    "graph-freed",
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
    "Write loss.backward(undefined, { retainGraph: true }) the first time, or compute the loss anew.",
  );
}

/**
 * Checks that a saved tensor is what it was.
 *
 * @throws {RuntimeError} when it was changed in place
 */
export function checkVersion({ tensor, storage, version, isOutput }: Saved, node: Node): void {
  if (storage.version === version && tensor.storage === storage) return;
  const maker = isOutput ? node.name : tensor.gradFn?.name;
  throw new RuntimeError(
    "modified-in-place",
    `one of the variables needed for gradient computation has been modified by an inplace operation: [${
      tensorTypeName(tensor.dtype)
    } ${formatShape(tensor.shape)}]${
      maker === undefined ? "" : `, which is output 0 of ${maker},`
    } is at version ${storage.version}; expected version ${version} instead. Hint: the backtrace further above shows the operation that failed to compute its gradient.`,
    `${node.name} reads it in backward. Change a clone() instead, or use the form without the underscore.`,
  );
}

/** What a tensor's gradient flows to. */
export function targetOf(tensor: Tensor): Target {
  return tensor.gradFn ?? tensor;
}

/** Says whether an operation on these tensors, and other values, is to be recorded. */
export function isRecorded(operands: readonly (Tensor | number | boolean)[]): boolean {
  if (!isGradEnabled()) return false;
  for (const x of operands) if (typeof x === "object" && x.requiresGrad) return true;
  return false;
}

/** The same, of the inputs of an operation. */
export function needsRecord(inputs: readonly Input[]): boolean {
  return isRecorded(inputs.map(([tensor]) => tensor));
}

/** Remembers the version that a tensor has now. */
export function save(read: Tensor | Saved, output: Tensor | undefined): Saved {
  if ("version" in read && "tensor" in read) return read;
  const { storage } = read;
  return { tensor: read, storage, version: storage.version, isOutput: read === output };
}

/**
 * Edges for those inputs that need a gradient, with the versions that saved tensors have now.
 *
 * @param inputs each input with its gradient and what that gradient reads
 * @param output what the operation made, where it may be among what is read
 */
export function edgesTo(inputs: readonly Input[], output?: Tensor): Edge[] {
  const edges: Edge[] = [];
  for (const [input, gradient, ...reads] of inputs) {
    if (!input.requiresGrad) continue;
    edges.push({
      target: targetOf(input),
      gradient,
      reads: reads.map((read) => save(read, output)),
    });
  }
  return edges;
}

/**
 * Puts an operation on the tape, if recording is on and an input needs a gradient.
 *
 * @param output what the operation made
 * @param name PyTorch's name for it
 * @param inputs each input with its gradient and what that gradient reads
 * @returns the output
 */
export function record(output: Tensor, name: string, inputs: readonly Input[]): Tensor {
  if (needsRecord(inputs)) output.setGradFn(new Node(name, output, edgesTo(inputs, output)));
  return output;
}

/** Gives the last of several steps the name of PyTorch's one that they stand for. */
export function named(output: Tensor, name: string): Tensor {
  if (output.gradFn !== null) output.gradFn.name = name;
  return output;
}
