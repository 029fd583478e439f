import { type DeviceLike, type nn, Tensor } from "@hibana/hibana";
import { leftBehind as solution } from "../solution.ts";

export { whoThrows } from "../solution.ts";

/**
 * You moved what would be left behind, by hand. That mends this mask, today, and hides the mistake: the
 * next model has it again. Say what stays, and let the caller decide.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  const found = solution(model, target);
  for (const [path, module] of model.namedModules()) {
    for (const [name, value] of Object.entries(module)) {
      if (!(value instanceof Tensor)) continue;
      if (found.includes(path === "" ? name : `${path}.${name}`)) {
        Reflect.set(module, name, value.to(target));
      }
    }
  }
  return found;
}
