import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You looked for a single number only in the second place. Either of the two may be one: `a.add(b)` and
 * `b.add(a)` are both fine.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  if (a.device === b.device || (b.ndim === 0 && b.device.type === "cpu")) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    "Move one of them.",
  );
}
