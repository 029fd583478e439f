import { RuntimeError, type Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * Everything is said, but not to the letter: in PyTorch's message a space stands behind the period of the
 * missing and of the unexpected keys. You cannot see it, and tools that compare messages can.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    try {
      return super.loadStateDict(state, options);
    } catch (error) {
      const lines = (error as Error).message.split("\n").map((line) => line.trimEnd());
      throw new RuntimeError("load-state-dict", lines.join("\n"), "Nothing was loaded.");
    }
  }
}
