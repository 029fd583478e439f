import { RuntimeError, type Tensor } from "@hibana/hibana";

export { hide } from "../solution.ts";

/**
 * You refused single numbers from the CPU, too. They go along with every device, so your guard would say no
 * to `scores.div(tensor(8))`, which works: let a tensor of no dimensions on the CPU pass.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  [nameOfA, nameOfB]: readonly [a: string, b: string],
): void {
  if (a.device === b.device) return;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    "Move one of them.",
  );
}
