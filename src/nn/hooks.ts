/**
 * The kinds of hooks: functions that a module calls before and after its forward, and while its state is
 * being saved and loaded.
 *
 * @module
 */
import { HookList } from "../autograd/hook_list.ts";
import type { IncompatibleKeys, StateDictLoad } from "./load_state_dict.ts";
import type { Module } from "./module.ts";
import type { StateDict, StateDictMetadata } from "./state_dict.ts";

// What a module's forward takes and returns is its own: hooks say so in their own types.

/** Called before forward; what it returns, if anything, replaces the inputs. */
export type ForwardPreHook = (module: never, inputs: never) => unknown;

/** Called after forward; what it returns, if anything, replaces the output. */
export type ForwardHook = (module: never, inputs: never, output: never) => unknown;

/** Called before the state of a module is saved. */
export type StateDictPreHook = (module: Module, prefix: string, keepVars: boolean) => void;

/** Called after the state of a module and its children was saved; may change the dict, or return another. */
export type StateDictHook = (
  module: Module,
  stateDict: StateDict,
  prefix: string,
  metadata: StateDictMetadata,
) => StateDict | void;

/** Called before a module looks for its keys; may change the dict and report problems. */
export type LoadStateDictPreHook = (module: Module, load: StateDictLoad) => void;

/** Called after a module and its children were loaded; may change the lists of keys. */
export type LoadStateDictPostHook = (module: Module, keys: IncompatibleKeys) => void;

/** All hooks of a module. */
export class Hooks {
  readonly forwardPre: HookList<ForwardPreHook>;
  readonly forward: HookList<ForwardHook>;
  readonly stateDictPre: HookList<StateDictPreHook>;
  readonly stateDict: HookList<StateDictHook>;
  readonly loadPre: HookList<LoadStateDictPreHook>;
  readonly loadPost: HookList<LoadStateDictPostHook>;

  /** None to begin with, or those of another module. */
  constructor(other?: Hooks) {
    this.forwardPre = new HookList(other?.forwardPre);
    this.forward = new HookList(other?.forward);
    this.stateDictPre = new HookList(other?.stateDictPre);
    this.stateDict = new HookList(other?.stateDict);
    this.loadPre = new HookList(other?.loadPre);
    this.loadPost = new HookList(other?.loadPost);
  }
}
