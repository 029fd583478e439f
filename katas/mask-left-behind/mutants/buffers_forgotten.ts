import { device, type DeviceLike, type nn, Tensor } from "@hibana/hibana";

export { whoThrows } from "../solution.ts";

/**
 * You took away the parameters, but not the buffers. They are on the other list that to() goes by: nobody
 * trains them, and they move all the same.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  const moving = new Set<unknown>(model.parameters());
  return [...model.namedModules()].flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) =>
        value instanceof Tensor && value.device !== device(target) && !moving.has(value)
      )
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}
