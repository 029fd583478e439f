import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You put the devices the wrong way round: the message says of each tensor that it is where the other one
 * is, and sends its reader to move the wrong one.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  const alone = [a, b].some((x) => x.ndim === 0 && x.device.type === "cpu");
  if (alone || a.device === b.device) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${a.device} and ${nameOfA} on ${b.device}`,
    "Move one of them.",
  );
}
