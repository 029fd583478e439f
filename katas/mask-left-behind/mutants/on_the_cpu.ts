import { type DeviceLike, type nn, Tensor } from "@hibana/hibana";

export { whoThrows } from "../solution.ts";

/**
 * You took every plain tensor on the CPU for left behind. Whether one is depends on where the model goes:
 * compare its device with the target.
 */
export function leftBehind(model: nn.Module, _target: DeviceLike): string[] {
  const moving = new Set<unknown>([...model.parameters(), ...model.buffers()]);
  return [...model.namedModules()].flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) =>
        value instanceof Tensor && value.device.type === "cpu" && !moving.has(value)
      )
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}
