/**
 * State dicts, and saving a module's state into one.
 *
 * @module
 */
import type { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";
import { registryOf } from "./registry.ts";

/** What a state dict remembers about a module beside its tensors. */
export interface StateDictMetadata {
  /** The module's `stateDictVersion` when it was saved; missing in dicts that were not saved by hibana. */
  version?: number;
}

/**
 * The tensors of a module by their paths, in order: a Map that also remembers in which version each
 * module saved them.
 */
export class StateDict extends Map<string, Tensor> {
  // Private, so that printing the dict shows the tensors only.
  readonly #metadata = new Map<string, StateDictMetadata>();

  /** What is known of each module, by its path. */
  get metadata(): Map<string, StateDictMetadata> {
    return this.#metadata;
  }
}

/**
 * Adds the state of a module and of those below it to a dict: parameters, persistent buffers, children.
 *
 * @param module the module
 * @param stateDict the dict to add to
 * @param prefix stands before every key, with a dot at its end
 * @param keepVars hand out the tensors themselves rather than detached aliases
 * @returns the dict, or the one that a hook has put in its place
 */
export function saveState(
  module: Module,
  stateDict: StateDict,
  prefix: string,
  keepVars: boolean,
): StateDict {
  const registry = registryOf(module);
  for (const hook of registry.hooks.stateDictPre) hook(module, prefix, keepVars);
  const metadata = { version: module.stateDictVersion };
  stateDict.metadata.set(prefix.slice(0, -1), metadata);
  for (const [name, tensor] of registry.state()) {
    stateDict.set(prefix + name, keepVars ? tensor : tensor.detach());
  }
  for (const [name, child] of registry.modules()) {
    if (child !== null) stateDict = saveState(child, stateDict, `${prefix}${name}.`, keepVars);
  }
  for (const hook of registry.hooks.stateDict) {
    stateDict = hook(module, stateDict, prefix, metadata) ?? stateDict;
  }
  return stateDict;
}
