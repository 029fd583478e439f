import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You let every single number pass, also one on an accelerator. Only the CPU's can travel with a command;
 * one that lies on the accelerator would have to be read first, and the computation fails.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  if (a.device === b.device || a.ndim === 0 || b.ndim === 0) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    "Move one of them.",
  );
}
