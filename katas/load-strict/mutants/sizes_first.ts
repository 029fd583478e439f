import { RuntimeError, type Tensor } from "@hibana/hibana";
import { type LoadOptions, type Mismatch, Module as Solution } from "../solution.ts";

/**
 * You report sizes before keys. PyTorch names missing keys first, then unexpected ones, then sizes: the
 * most general problem explains the others.
 */
export class Module extends Solution {
  override loadStateDict(state: Map<string, Tensor>, options?: LoadOptions): Mismatch {
    try {
      return super.loadStateDict(state, options);
    } catch (error) {
      const [title, ...problems] = (error as Error).message.split("\n").slice(0, -1);
      const sizes = problems.filter((problem) => problem.startsWith("\tsize"));
      const keys = problems.filter((problem) => !problem.startsWith("\tsize"));
      throw new RuntimeError(
        "load-state-dict",
        [title, ...sizes, ...keys].join("\n"),
        "Nothing was loaded.",
      );
    }
  }
}
