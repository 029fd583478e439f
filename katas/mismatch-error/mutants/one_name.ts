import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * Your message names one tensor only. Whoever reads it must guess what that one disagreed with: name both,
 * and say of each where it is.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [, nameOfB]: readonly [a: string, b: string],
): void {
  const alone = [a, b].some((x) => x.ndim === 0 && x.device.type === "cpu");
  if (alone || a.device === b.device) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfB} to be on ${a.device}, but got ${nameOfB} on ${b.device}`,
    "Move it.",
  );
}
