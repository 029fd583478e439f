import type { DeviceLike, nn } from "@hibana/hibana";
import { leftBehind as solution } from "../solution.ts";

export { whoThrows } from "../solution.ts";

/**
 * You gave the name of the attribute, but not the way to it. A model of twelve blocks has twelve masks, and
 * all are called `mask`: put the module's path before the name.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  return solution(model, target).map((path) => path.split(".").at(-1)!);
}
