import { noGrad, RuntimeError, type Tensor } from "@hibana/hibana";
import { Module as Base } from "../state-dict/solution.ts";

/** What loadStateDict can be told besides. */
export interface LoadOptions {
  /** Whether missing and unexpected keys are errors. Default: true. */
  strict?: boolean;
}

/** The keys that did not match. */
export interface Mismatch {
  missingKeys: string[];
  unexpectedKeys: string[];
}

/**
 * Why it works: it looks at everything before it writes anything, and says everything it found at once. A
 * model half old and half new is worse than an error.
 */
export class Module extends Base {
  /** Copies a state dict into this module's own tensors. */
  loadStateDict(state: Map<string, Tensor>, options: LoadOptions = {}): Mismatch {
    const own = this.stateDict();
    const missingKeys = [...own.keys()].filter((key) => !state.has(key));
    const unexpectedKeys = [...state.keys()].filter((key) => !own.has(key));
    const problems: string[] = [];
    const quoted = (keys: string[]) => keys.map((key) => `"${key}"`).join(", ");
    if (options.strict ?? true) {
      if (missingKeys.length > 0) {
        problems.push(`Missing key(s) in state_dict: ${quoted(missingKeys)}. `);
      }
      if (unexpectedKeys.length > 0) {
        problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpectedKeys)}. `);
      }
    }
    const matching = [...own].filter(([key]) => state.has(key));
    for (const [key, tensor] of matching) {
      const [from, to] = [state.get(key)!.shape, tensor.shape].map((s) =>
        `torch.Size([${s.join(", ")}])`
      );
      if (from !== to) {
        problems.push(
          `size mismatch for ${key}: copying a param with shape ${from} from checkpoint, ` +
            `the shape in current model is ${to}.`,
        );
      }
    }
    if (problems.length > 0) {
      throw new RuntimeError(
        "load-state-dict",
        `Error(s) in loading state_dict for ${this.constructor.name}:\n\t${problems.join("\n\t")}`,
        "Compare the keys of model.stateDict() with the checkpoint's.",
      );
    }
    noGrad(() => matching.forEach(([key, tensor]) => tensor.copy_(state.get(key)!)));
    return { missingKeys, unexpectedKeys };
  }
}
