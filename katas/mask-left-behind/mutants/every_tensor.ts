import { device, type DeviceLike, type nn, Tensor } from "@hibana/hibana";

export { whoThrows } from "../solution.ts";

/**
 * You listed every tensor, parameters and buffers, too. Those are what to() moves: what stays behind is
 * what is left when you take them away.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  return [...model.namedModules()].flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) => value instanceof Tensor && value.device !== device(target))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}
