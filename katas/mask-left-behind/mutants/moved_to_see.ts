import { device, type DeviceLike, type nn, Tensor } from "@hibana/hibana";

export { whoThrows } from "../solution.ts";

/**
 * You moved the model, and looked at what had stayed. The answer is right, but now the model is somewhere
 * else: whoever asked only wanted to know.
 */
export function leftBehind(model: nn.Module, target: DeviceLike): string[] {
  model.to(target);
  return [...model.namedModules()].flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) => value instanceof Tensor && value.device !== device(target))
      .map(([name]) => path === "" ? name : `${path}.${name}`)
  );
}
