// deno-lint-ignore-file no-unused-vars verbatim-module-syntax
import { RuntimeError, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../state-dict/solution.ts";

/** What loadStateDict can be told besides. */
export interface LoadOptions {
  /** Whether missing and unexpected keys are errors. Default: true. */
  strict?: boolean;
}

/** The keys that did not match. */
export interface Mismatch {
  /** What the module has and the state dict does not, in the module's order. */
  missingKeys: string[];
  /** What the state dict has and the module does not, in the state dict's order. */
  unexpectedKeys: string[];
}

/** A module that can be loaded from a checkpoint. */
export class Module extends Base {
  /** Copies a state dict into this module's own tensors; where it does not fit, nothing is written. */
  loadStateDict(state: Map<string, Tensor>, options: LoadOptions = {}): Mismatch {
    throw new Error("Implement loadStateDict: see README");
  }
}
