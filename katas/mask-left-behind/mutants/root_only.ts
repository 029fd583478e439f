import { device, type DeviceLike, type nn, Tensor } from "@hibana/hibana";

export { whoThrows } from "../solution.ts";

/**
 * You looked at the attributes of the model itself. Models are modules in modules, and masks sit deep
 * inside: walk through namedModules().
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  const moving = new Set<unknown>([...model.parameters(), ...model.buffers()]);
  return Object.entries(model)
    .filter(([, value]) =>
      value instanceof Tensor && value.device !== device(target) && !moving.has(value)
    )
    .map(([name]) => name);
}
