import { RuntimeError, type Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You throw as soon as you find something. Whoever mends that runs into the next problem, and the next:
 * collect all of them, and throw once.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    try {
      return super.loadStateDict(state, options);
    } catch (error) {
      const [title, first] = (error as Error).message.split("\n");
      throw new RuntimeError("load-state-dict", `${title}\n${first}`, "Nothing was loaded.");
    }
  }
}
