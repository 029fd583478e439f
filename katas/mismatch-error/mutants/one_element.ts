import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You let every tensor of one element pass. `tensor([3])` is a list that happens to have one item, with a
 * memory of its own; a single number has no dimensions: ask for `ndim`, not `numel`.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  const alone = [a, b].some((x) => x.numel === 1 && x.device.type === "cpu");
  if (alone || a.device === b.device) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    "Move one of them.",
  );
}
