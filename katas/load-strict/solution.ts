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

/**
 * Why it works: it looks at everything before it writes anything, and says everything that it found at once.
 * A model half old and half new is worse than an error. Then it writes into the tensors that are there:
 * what a state dict leads to are the module's own elements.
 */
export class Module extends Base {
  /** Copies a state dict into this module's own tensors; where it does not fit, nothing is written. */
  loadStateDict(state: Map<string, Tensor>, options: LoadOptions = {}): Mismatch {
    const own = this.stateDict();
    const missingKeys = [...own.keys()].filter((key) => !state.has(key));
    const unexpectedKeys = [...state.keys()].filter((key) => !own.has(key));
    const matching = [...own].filter(([key]) => state.has(key));

    const problems: string[] = [];
    const list = (keys: string[]) => keys.map((key) => `"${key}"`).join(", ");
    if (options.strict ?? true) {
      if (missingKeys.length > 0) {
        problems.push(`Missing key(s) in state_dict: ${list(missingKeys)}. `);
      }
      if (unexpectedKeys.length > 0) {
        problems.push(`Unexpected key(s) in state_dict: ${list(unexpectedKeys)}. `);
      }
    }
    const size = ({ shape }: Tensor) => `torch.Size([${shape.join(", ")}])`;
    for (const [key, tensor] of matching) {
      const [saved, current] = [size(state.get(key)!), size(tensor)];
      if (saved !== current) {
        problems.push(
          `size mismatch for ${key}: copying a param with shape ${saved} from checkpoint, ` +
            `the shape in current model is ${current}.`,
        );
      }
    }
    if (problems.length > 0) {
      const title = `Error(s) in loading state_dict for ${this.constructor.name}:`;
      throw new RuntimeError(
        "load-state-dict",
        [title, ...problems].join("\n\t"),
        "Nothing was loaded. Compare the keys of the checkpoint with those of model.stateDict().",
      );
    }
    for (const [key, tensor] of matching) tensor.copy_(state.get(key)!);
    return { missingKeys, unexpectedKeys };
  }
}
