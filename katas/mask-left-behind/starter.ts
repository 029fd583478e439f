// deno-lint-ignore-file no-unused-vars
import type { DeviceLike, nn } from "@hibana/hibana";

/** The paths of the tensors that a move of the model would leave elsewhere. */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  throw new Error("Implement leftBehind: see README");
}

/** The paths of the modules whose forward would throw after such a move. */
export function whoThrows(model: nn.Module, target: DeviceLike): string[] {
  throw new Error("Implement whoThrows: see README");
}
