/**
 * Saving and loading a module's state, and the hooks around forward, saving and loading.
 *
 * @module
 */
import type { Tensor } from "../../tensor/tensor.ts";
import type { RemovableHandle } from "../../autograd/hook_list.ts";
import type {
  LoadStateDictPostHook,
  LoadStateDictPreHook,
  StateDictHook,
  StateDictPreHook,
} from "../hooks.ts";
import {
  type IncompatibleKeys,
  type LoadOptions,
  loadState,
  type StateDictLike,
} from "../load_state_dict.ts";
import { registryOf } from "../registry.ts";
import { saveState, StateDict } from "../state_dict.ts";
import { TraversalMethods } from "./traversal.ts";

/** State dicts and hooks. */
export abstract class StateMethods extends TraversalMethods {
  /**
   * Stands in the state dict's metadata. A class that changes the names or shapes of its tensors raises
   * it, and a load hook tells old dicts by it.
   */
  get stateDictVersion(): number {
    return 1;
  }

  /**
   * The parameters and persistent buffers, here and in the modules below, by their paths. The tensors are
   * aliases off the tape: they share the module's elements.
   *
   * @param options `prefix` stands before every key, with its dot (`"encoder."`); `keepVars` hands out the
   * parameters and buffers themselves
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * console.log([...new nn.Linear(3, 2).stateDict().keys()]); // [ "weight", "bias" ]
   * ```
   */
  stateDict(options: { prefix?: string; keepVars?: boolean } = {}): StateDict {
    const { prefix = "", keepVars = false } = options;
    return saveState(registryOf(this).module, new StateDict(), prefix, keepVars);
  }

  /**
   * Copies a state dict into the parameters and persistent buffers, in place, converting dtype and device.
   * Unlike PyTorch's, loading is all or nothing: a dict that does not fit changes nothing.
   *
   * @param stateDict tensors by path, in a Map or an object
   * @param options `strict: false` allows missing and unexpected keys; `assign: true` puts the dict's
   * tensors in the place of the module's instead of copying
   * @returns the keys that only one side has; it prints `<All keys matched successfully>` if there is none
   * @throws {RuntimeError} an error that names every missing key, unexpected key and wrong size
   * @throws {TypeError} when it is no dict
   *
   * @example
   * ```ts
   * import { nn } from "@hibana/hibana";
   *
   * const [a, b] = [new nn.Linear(3, 2), new nn.Linear(3, 2)];
   * console.log(String(b.loadStateDict(a.stateDict()))); // <All keys matched successfully>
   * ```
   */
  loadStateDict(stateDict: StateDictLike, options: LoadOptions = {}): IncompatibleKeys {
    return loadState(registryOf(this).module, stateDict, options);
  }

  /**
   * Has a function called before every forward of this module.
   *
   * @param hook gets the module and the list of inputs; what it returns replaces the inputs: a list of
   * them, or one single input
   * @returns a handle that takes the hook away
   */
  registerForwardPreHook<Inputs extends unknown[] = Tensor[]>(
    hook: (module: this, inputs: Inputs) => unknown,
  ): RemovableHandle {
    return registryOf(this).hooks.forwardPre.add(hook);
  }

  /**
   * Has a function called after every forward of this module.
   *
   * @param hook gets the module, the list of inputs and the output; what it returns replaces the output
   * @returns a handle that takes the hook away
   *
   * @example
   * ```ts
   * import { nn, ones } from "@hibana/hibana";
   *
   * const layer = new nn.Linear(3, 2);
   * const handle = layer.registerForwardHook((_layer, [x], output) => {
   *   console.log(x!.shape, output.shape); // [ 4, 3 ] [ 4, 2 ]
   * });
   * layer.forward(ones(4, 3));
   * handle.remove();
   * ```
   */
  registerForwardHook<Inputs extends unknown[] = Tensor[], Output = Tensor>(
    hook: (module: this, inputs: Inputs, output: Output) => unknown,
  ): RemovableHandle {
    return registryOf(this).hooks.forward.add(hook);
  }

  /**
   * Has a function called before this module's part of a state dict is saved.
   *
   * @param hook gets the module, the prefix of its keys, and `keepVars`
   * @returns a handle that takes the hook away
   */
  registerStateDictPreHook(hook: StateDictPreHook): RemovableHandle {
    return registryOf(this).hooks.stateDictPre.add(hook);
  }

  /**
   * Has a function called after this module's part of a state dict, and its children's, was saved.
   *
   * @param hook gets the module, the dict so far, the prefix of its keys, and its metadata; may change the
   * dict, or return another
   * @returns a handle that takes the hook away
   */
  registerStateDictHook(hook: StateDictHook): RemovableHandle {
    return registryOf(this).hooks.stateDict.add(hook);
  }

  /**
   * Has a function called before this module looks for its keys in a state dict: the place to rename the
   * keys of old versions.
   *
   * @param hook gets the module and the loading; it may change the dict and the lists of problems
   * @returns a handle that takes the hook away
   */
  registerLoadStateDictPreHook(hook: LoadStateDictPreHook): RemovableHandle {
    return registryOf(this).hooks.loadPre.add(hook);
  }

  /**
   * Has a function called after a state dict was loaded into this module and its children.
   *
   * @param hook gets the module and the keys that only one side has, and may change their lists; with
   * `strict`, what is left in them is an error, and everything is put back as it was
   * @returns a handle that takes the hook away
   */
  registerLoadStateDictPostHook(hook: LoadStateDictPostHook): RemovableHandle {
    return registryOf(this).hooks.loadPost.add(hook);
  }
}
