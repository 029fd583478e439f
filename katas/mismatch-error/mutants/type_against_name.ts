import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You compared a device's printed name with the other's type. `sim:0` is not `sim`, so two tensors of
 * one accelerator are refused: compare the devices themselves, with `===`.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  const alone = [a, b].some((x) => x.ndim === 0 && x.device.type === "cpu");
  if (alone || String(a.device) === b.device.type) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    "Move one of them.",
  );
}
