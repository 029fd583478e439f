import type { DeviceLike, nn } from "@hibana/hibana";
import { leftBehind } from "../solution.ts";

export { leftBehind } from "../solution.ts";

/**
 * You blamed every module that leaves something behind. A single number on the CPU goes along with any
 * device, so a module that only leaves such a number works.
 */
export function whoThrows(model: nn.Module, target: DeviceLike): string[] {
  const modules = leftBehind(model, target).map((path) => path.split(".").slice(0, -1).join("."));
  return [...new Set(modules)];
}
